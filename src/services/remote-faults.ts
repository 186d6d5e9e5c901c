import type { InputFault } from '../errors.js';
import type { JobParameter } from '../job/job-inputs.js';
import { findServerPaths, type ServerPath } from './server-paths.js';

/** A job as far as an engine can speak of it. */
export interface SpokenOfJob {
  /** How the user calls each file, by its name in the archive. */
  readonly files: ReadonlyMap<string, string>;
  /** How the user calls the job file. */
  readonly ini: string;
  readonly parameters: ReadonlyMap<string, JobParameter>;
}

/** More would hide the first, which mostly is the cause of the others. */
const MOST = 5;
/** Beyond these nobody is told anything: the time to look grows with their square. */
const MOST_LINES = 2000;
const LONGEST_LINE = 4000;
/** A word about a Python file is no word about the job. */
const FRAME = /^\s*File ".*", line \d+/;

/**
 * Translates what an engine says when it fails (errors of the log, the traceback of a refusal) from its own copy of
 * the inputs to the user's files. What it says without a file or a parameter of the job has no place here.
 * @param texts in the order in which they came.
 * @returns each place once, those with a line first.
 */
export function remoteFaults(texts: readonly string[], job: SpokenOfJob): InputFault[] {
  const lines = texts
    .flatMap((text) => text.split('\n', MOST_LINES))
    .slice(0, MOST_LINES)
    .map((line) => line.slice(0, LONGEST_LINE).trimEnd());
  const faults = lines.flatMap((line, index) =>
    FRAME.test(line)
      ? []
      : [
          ...faultsOfLine(line, lines[index + 1] ?? '', job),
          ...faultOfMissing(line, job),
          ...faultOfValue(line, job),
        ],
  );
  const placed = faults.filter((fault) => fault.line !== undefined);
  const elsewhere = faults.filter(
    (fault) => fault.line === undefined && !placed.some(({ message }) => message === fault.message),
  );
  const known = new Set<string>();
  const once = [...placed, ...elsewhere].filter((fault) => {
    const { file, line } = fault;
    // The same file without a line says less than with one.
    const key = line === undefined ? file : `${file}:${line}`;
    if (known.has(key)) return false;
    known.add(key).add(file);
    return true;
  });
  return once.slice(0, MOST);
}

/** Where in a line of text the number of the line in the file stands, seen from the path. */
function placeBeside(
  line: string,
  path: ServerPath<string>,
  next: string,
): readonly [number | undefined, number | undefined] {
  const behind = line.slice(path.end);
  const before = line.slice(0, path.start);
  const match =
    // filename 'PATH', line 11: ...    ...: PATH, line 10
    /^['"]?,? (?:at |on )?line (\d+)(?:, column (\d+))?/.exec(behind) ??
    // PATH: 32: mismatched tag    PATH:7 the sum ...
    /^['"]?: ?(\d+)(?::(\d+))?(?=[:\s])/.exec(behind) ??
    // ..., line 19 of PATH
    /line (\d+)(?:, column (\d+))?,? (?:of|in) (?:file )?['"]?$/.exec(before) ??
    // PATH: could not convert ..., and below it the line of the table
    /^line:(\d+):/.exec(next) ??
    /line (\d+), column (\d+)/.exec(line);
  return [number(match?.[1]), number(match?.[2])];
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function faultsOfLine(line: string, next: string, job: SpokenOfJob): InputFault[] {
  const paths = findServerPaths(line, job.files);
  const message = wording(line, paths);
  return paths.map((path): InputFault => {
    const [at, column] = placeBeside(line, path, next);
    // Expat counts columns from 0.
    return { file: path.input, line: at, column: column === undefined ? undefined : column + 1, message };
  });
}

/** `No such file: SERVER_DIR/calc_7/openquake-TOKEN/rupture.xml`: nobody has this file, so what names it is at fault. */
function faultOfMissing(line: string, job: SpokenOfJob): InputFault[] {
  const name = /No such file.*?[/\\]calc_\d+[/\\](?:openquake-[0-9a-f]{16}[/\\])?([^'"]+)/
    .exec(line)?.[1]
    ?.trim();
  if (name === undefined || job.files.has(name)) return [];
  for (const parameter of job.parameters.values()) {
    const place = parameter.lines.find(({ text }) => text.includes(name));
    if (place === undefined) continue;
    const column = place.column + place.text.indexOf(name);
    return [{ file: job.ini, line: place.line, column, message: `No such file: ${name}` }];
  }
  return [];
}

/** `...: truncation_level=-3`: the engine's word for a parameter that it cannot take. */
function faultOfValue(line: string, job: SpokenOfJob): InputFault[] {
  const key = /: ([a-z]\w*)=/i.exec(line)?.[1] ?? '';
  const parameter = job.parameters.get(key.toLowerCase());
  if (parameter === undefined) return [];
  if (parameter.line === undefined) return [{ file: '-p', message: withoutClass(line) }];
  const { line: at, lines } = parameter;
  return [{ file: job.ini, line: at, column: lines[0]?.column, message: withoutClass(line) }];
}

/** What the engine said, with the user's files in place of its own. */
function wording(line: string, paths: readonly ServerPath<string>[]): string {
  const [first] = paths;
  // The place is told already; what is left of such a line is what is wrong.
  const rest =
    first === undefined || paths.length > 1
      ? undefined
      : /^['"]?(?:: ?\d+(?::\d+)?(?::|(?=\s))|,? line \d+:|:) ?(.+)$/.exec(line.slice(first.end))?.[1];
  const head = first === undefined ? '' : line.slice(0, first.start);
  const bare = /^(?:[\w.]+: )?(?:filename )?['"]?$/.test(head) ? rest : undefined;
  let text = bare ?? line;
  if (bare === undefined) {
    for (const { start, end, input } of [...paths].reverse()) {
      text = text.slice(0, start) + input + text.slice(end);
    }
  }
  // A file that the job lacks is spoken of there too.
  for (const { root } of paths) text = text.replaceAll(root, '');
  return withoutClass(first === undefined || paths.length > 1 ? text : withoutPlace(text, first.input));
}

/** `..., line 19 of FILE` and `...: FILE, line 10` tell the place a second time. */
function withoutPlace(text: string, file: string): string {
  const at = text.lastIndexOf(file);
  const behind = text.slice(at + file.length);
  const before = text.slice(0, at).replace(/(?:, line \d+(?:, column \d+)? (?:of|in)|:| in file) ['"]?$/, '');
  const isLast = /^['"]?(?:,? line \d+(?:, column \d+)?)?$/.test(behind);
  return isLast && before.length < at ? before : text;
}

/** `openquake.baselib.InvalidFile: text` is the text of an exception behind its class. */
function withoutClass(text: string): string {
  return text.replace(/^(?:[a-z_]\w*\.)*[A-Z]\w+: (?=\S)/, '').trim();
}
