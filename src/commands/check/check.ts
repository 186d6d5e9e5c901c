import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../context.js';
import { LocalFileError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { type CheckedOutput, checkResults } from '../../services/check/check-results.js';
import { changesOf, filesIn, writeExpected } from '../../services/check/expected-folder.js';
import { makeScratchFolder } from '../../services/scratch-folder.js';
import { CHECKED } from '../../views/check/check-table.js';
import { cellLines } from '../../views/check/check-words.js';
import { safeLine } from '../../views/safe-text.js';
import { expandHome, type RawCommand } from '../command.js';
import { readRunOptions, type RunOptions } from '../engine/run-options.js';
import { type CheckOptions, readCheckOptions } from './check-options.js';
import { tellCi } from './tell-ci.js';
import {
  exportForCheck,
  readForCheck,
  type ResultsToCheck,
  runForCheck,
  withoutResult,
} from './results-to-check.js';

interface CheckCommand extends CheckOptions {
  /** How a job is run; undefined where none is. */
  readonly run: RunOptions | undefined;
}

/** Flags that mean the comparison here, and that a run would refuse. */
const NOT_OF_RUN = { rtol: undefined, atol: undefined, columns: undefined, format: undefined };

/** `openquake check [JOB_INI...|DIR] --expect DIR [--calc CALC]` with the options of a run. */
export function parse(raw: RawCommand): CheckCommand {
  const options = readCheckOptions(raw);
  if (options.source.kind !== 'jobs') return { ...options, run: undefined };
  const flags = { ...raw.flags, ...NOT_OF_RUN, exports: 'csv', chain: raw.args.length > 1 };
  const run = readRunOptions({ args: raw.args, flags });
  return { ...options, run };
}

/** Holds what a job, a calculation or a folder of exports gives against a folder of expected tables. */
export async function run(options: CheckCommand, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const folder = resolve(context.cwd, expandHome(context, options.expectFolder));
  const expected = await expectedFiles(options, folder);
  const startedMs = context.clock.now();
  const scratch = options.source.kind === 'folder' ? undefined : await makeScratchFolder('check');
  try {
    const results = await resultsOf(options, scratch, context);
    if (results.exit !== 'success') {
      printer.warn('Nothing was compared: the run did not come to its results.');
      return results.exit;
    }
    const { toleranceOf, strict } = options;
    const question = { expected, got: results.files, toleranceOf, strict, signal: context.stopped };
    const checked = await checkResults(question);
    await showTable(checked, context);
    const isNew = !expected.some(({ name }) => /\.csv$/i.test(name));
    const changes = options.update ? changesOf(checked, strict || isNew) : [];
    await writeExpected(folder, options.expectFolder, changes);
    for (const { name, isNew: added } of changes)
      printer.line(safeLine(`${added ? 'added' : 'updated'} ${join(options.expectFolder, name)}`));
    const written = new Set(changes.map(({ output }) => output));
    const open = options.update ? checked.filter(({ output }) => !written.has(output)) : checked;
    const failing = open.filter(({ fails }) => fails);
    await tellCi(options, results.what, open, (context.clock.now() - startedMs) / 1000, context);
    printer.json({
      what: results.what,
      calculation_ids: results.calculationIds,
      agrees: failing.length === 0,
      export_failures: results.failures,
      outputs: checked.map((row) => CHECKED.json(row)),
      updated: changes.map(({ name }) => name),
    });
    tellEnd(options, checked, failing, context);
    if (failing.length > 0) return 'resultsDiffer';
    return results.failures.length > 0 ? 'incompleteResults' : 'success';
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

/** Looked at before anything runs: a mistyped folder must not cost the time of a calculation. */
async function expectedFiles({ expectFolder, update }: CheckCommand, folder: string) {
  const files = (await filesIn(folder, expectFolder)) ?? [];
  if (update || files.some(({ name }) => /\.csv$/i.test(name))) return files;
  throw new LocalFileError(`${expectFolder} holds no expected csv.`, {
    hint: 'To have what comes out now as what is expected from now on, add --update.',
    facts: { folder: expectFolder },
  });
}

async function resultsOf(
  { source, run: runOptions }: CheckCommand,
  scratch: string | undefined,
  context: Context,
): Promise<ResultsToCheck> {
  if (source.kind === 'folder') return readForCheck(source.folder, context);
  const folder = join(scratch ?? '', 'results');
  const quiet = withoutResult(context);
  if (source.kind === 'calculation') return exportForCheck(source.word, folder, quiet);
  if (runOptions === undefined) throw new Error('a job without the options of its run');
  return runForCheck({ ...runOptions, exportDir: runOptions.exportDir ?? folder }, quiet);
}

async function showTable(checked: readonly CheckedOutput[], { printer }: Context): Promise<void> {
  const { json, quiet, columns, format } = printer.mode;
  if (json || quiet) return;
  const shaped = columns !== undefined || format !== undefined;
  // A list of all that nobody asked about would bury the verdict.
  const told = checked.filter(({ verdict, fails }) => shaped || verdict !== 'extra' || fails);
  await printer.list(CHECKED, told);
  if (shaped) return;
  for (const row of told) {
    const lines = row.fails ? cellLines(row) : [];
    if (lines.length === 0) continue;
    printer.line(`\n${safeLine(row.output)}`);
    for (const line of lines) printer.line(`  ${line}`);
  }
}

function tellEnd(
  { expectFolder, update }: CheckCommand,
  checked: readonly CheckedOutput[],
  failing: readonly CheckedOutput[],
  { printer }: Context,
): void {
  const extra = checked.filter(({ verdict, fails }) => verdict === 'extra' && !fails).length;
  if (extra > 0 && !update)
    printer.note(`${extra} more outputs are not expected, and not compared; --strict minds them.`);
  const count = checked.filter(({ verdict }) => verdict !== 'extra').length;
  if (failing.length === 0) {
    printer.note(
      update ? `${expectFolder} holds what came out now.` : `All ${count} expected outputs agree.`,
    );
    return;
  }
  printer.note(`${failing.length} of ${count} outputs differ from what is expected in ${expectFolder}.`);
  if (!update)
    printer.note('If that is as it should be: the same line with --update writes the new expected.');
}
