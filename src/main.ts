export { realSystem } from './real-system.js';
import { checkShape } from './cli/check-shape.js';
import { mainHelp } from './cli/help/main-help.js';
import { normalizeArgv } from './cli/normalize-argv.js';
import { parseLine, verbWords } from './cli/program.js';
import { selectCommand, selectVerb } from './cli/select-command.js';
import { trueFlags } from './cli/true-flags.js';
import { diskFault, InputError, LocalFileError, OpenquakeError, RefusedJobError } from './errors.js';
import { exitCode } from './exit-codes.js';
import { harmlessJson } from './harmless-text.js';
import { removeUnfinished } from './own-files/unfinished.js';
import { serverWords } from './global-options.js';
import { readGlobalOptions } from './settings.js';
import { loadStyle, wantsColour } from './output/style.js';
import type { System } from './system.js';
import { describeError, errorJson } from './views/error-text.js';
import { type FaultLooks, PLAIN_LOOKS } from './views/fault-list.js';
import { annotationPlaces, githubAnnotations } from './views/github-annotations.js';

/** Width of help where there is no terminal to ask. */
const HELP_COLUMNS = 100;

/** The hidden verb behind completion scripts. */
const COMPLETE = '__complete';

/** What the engine says to a line without words. */
const PLEASE = 'Please pass some option, see openquake --help\n';

/**
 * The one boundary of the program: words in, exit code out. Never throws and never ends the process.
 * @param argv the words after the program's name.
 */
export async function main(argv: readonly string[], system: System): Promise<number> {
  system.atExit(removeUnfinished);
  const exit = await runLine(
    argv,
    annotationPlaces(system) === undefined ? system : await withoutCommands(system),
  );
  const lost = await system.streams.stdout.settled();
  if (lost === undefined) return exit;
  const reason = diskFault(lost)?.reason ?? lost.message;
  const error = new LocalFileError(`What was printed is not whole, stdout cannot be written: ${reason}.`);
  system.streams.stderr.write(describeError(error, ''));
  return exit === exitCode('success') ? exitCode(error.exit) : exit;
}

async function runLine(argv: readonly string[], system: System): Promise<number> {
  const { stdout, stderr } = system.streams;
  let hostWords = '';
  let asked = trueFlags(argv);
  try {
    if (argv[0] === COMPLETE) {
      const { completeLine } = await import('./complete-line.js');
      await completeLine(argv.slice(1), system);
      return exitCode('success');
    }
    const normalized = normalizeArgv(argv, verbWords());
    asked = trueFlags(normalized.argv);
    if (!asked.has('quiet')) for (const note of normalized.notes) stderr.write(`${note}\n`);
    const line = await parseLine(normalized.argv, helpColumns(system));
    if (line.kind === 'help') {
      stdout.write(asJson({ help: line.text }, asked) ?? line.text);
      return exitCode('success');
    }
    const globals = readGlobalOptions(line.raw.flags, system.env);
    hostWords = serverWords(globals);
    checkShape(line);
    const load = line.kind === 'verb' ? selectVerb(line.verb, line.raw) : selectCommand(line.raw);
    if (load === undefined) {
      const text = stdout.isTerminal ? mainHelp(helpColumns(system)) : PLEASE;
      stdout.write(asJson({ help: text }, asked) ?? text);
      return exitCode('success');
    }
    const command = await load(line.raw);
    const { wireContext } = await import('./wire-context.js');
    const { context, close } = await wireContext(system, globals);
    try {
      return exitCode(await command(context));
    } finally {
      await close();
    }
  } catch (error) {
    stdout.write(asJson(errorJson(error, hostWords), asked) ?? '');
    stderr.write(describeError(error, hostWords, await looksOf(error, system, asked)));
    for (const line of annotationsOf(error, system)) (stderr.command ?? stderr.write)(`${line}\n`);
    return exitCode(error instanceof OpenquakeError ? error.exit : 'internal');
  }
}

/** @returns the value as the line wants it, with its line end; undefined where it wants no JSON. */
function asJson(value: unknown, asked: ReadonlySet<string>): string | undefined {
  if (asked.has('jsonl')) return `${harmlessJson(value)}\n`;
  return asked.has('json') ? `${harmlessJson(value, 2)}\n` : undefined;
}

/** `COLUMNS` helps where a pager or a document takes the text. */
function helpColumns({ streams, env }: System): number {
  const asked = Number(env['COLUMNS']);
  return streams.stdout.columns ?? (Number.isInteger(asked) && asked > 0 ? asked : HELP_COLUMNS);
}

/** Only what is wrong with a job is drawn. */
async function looksOf(error: unknown, system: System, asked: ReadonlySet<string>): Promise<FaultLooks> {
  if (!(error instanceof InputError || error instanceof RefusedJobError)) return PLAIN_LOOKS;
  const { stderr } = system.streams;
  const style = await loadStyle(wantsColour(stderr, system.env, asked.has('no-color')));
  return { ...style, columns: stderr.columns };
}

function annotationsOf(error: unknown, system: System): string[] {
  if (!(error instanceof InputError)) return [];
  const places = annotationPlaces(system);
  return places === undefined ? [] : githubAnnotations(error, places);
}

async function withoutCommands(system: System): Promise<System> {
  const { withoutWorkflowCommands } = await import('./output/workflow-commands.js');
  return { ...system, streams: withoutWorkflowCommands(system.streams) };
}
