import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../context.js';
import { diskFault, LocalFileError, UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { Tolerance } from '../../results/compare/comparison.js';
import { agrees, compareExports } from '../../services/compare-exports.js';
import { changedParameters, comparedInputs } from '../../services/compare/diff-facts.js';
import { makeScratchFolder } from '../../services/scratch-folder.js';
import { writeWhole } from '../../own-files/write-whole.js';
import { COMPARISON, comparisonTable } from '../../views/comparison.js';
import { type Difference, differenceJson, differenceLines, worstLines } from '../../views/difference.js';
import { expandHome, isSet, type RawCommand, textFlag, textsFlag } from '../command.js';
import { hostContext } from '../engine/compared-hosts.js';
import { readTolerances } from '../engine/compare-options.js';
import { findSide } from './side.js';

/** Cells furthest apart of each output that are kept, for the map. */
const MOST_CELLS = 500;

interface DiffOptions {
  readonly left: string;
  readonly right: string;
  /** Host of the second calculation; the same when undefined. */
  readonly against: string | undefined;
  /** Types of outputs; undefined for all. */
  readonly outputs: readonly string[] | undefined;
  /** HTML file with the differences on a map. */
  readonly html: string | undefined;
  readonly overwrite: boolean;
  readonly tolerance: Tolerance;
}

/** `openquake diff A B [--against HOST] [-o diff.html]` */
export function parse(raw: RawCommand): DiffOptions {
  const [left = '', right = ''] = raw.args;
  const outputs = textsFlag(raw, 'only')
    .flatMap((text) => text.split(','))
    .map((text) => text.trim());
  const html = textFlag(raw, 'output');
  if (html !== undefined && !/\.html?$/i.test(html))
    throw new UsageError(`-o writes a page: its name ends in .html, not as "${html}" does.`);
  return {
    ...{ left, right, html },
    against: textFlag(raw, 'against'),
    outputs: outputs.length === 0 ? undefined : outputs,
    overwrite: isSet(raw, 'overwrite'),
    tolerance: readTolerances(raw),
  };
}

/** Compares two calculations, on one or two servers or in export folders: what went in, and what came out. */
export async function run(options: DiffOptions, context: Context): Promise<ExitCodeName> {
  const { printer, stopped } = context;
  const { tolerance, against, html } = options;
  const scratch = await makeScratchFolder('compare');
  try {
    const left = await findSide(context, options.left, join(scratch, 'a'), options.outputs);
    const other = against === undefined ? context : hostContext(context, against);
    const right = await findSide(other, options.right, join(scratch, 'b'), options.outputs);
    const live = await printer.live('Comparing the results');
    const outputs = await compareExports(left.tables, right.tables, tolerance, stopped, MOST_CELLS).finally(
      () => live.stop(),
    );
    const told: Difference = {
      left: { label: left.label, facts: left.facts },
      right: { label: right.label, facts: right.facts },
      parameters: changedParameters(left.facts, right.facts),
      inputs: comparedInputs(left.facts, right.facts),
      outputs,
      tolerance,
    };
    for (const line of differenceLines(told)) printer.line(line);
    const rows = outputs.map((compared) => ({ job: undefined, left: 'A', right: 'B', compared }));
    if (!printer.mode.json && !printer.mode.quiet) {
      const table = printer.rows(comparisonTable({ jobs: false, hosts: false }));
      for (const row of rows) table.add(row);
      await table.end();
    }
    for (const line of worstLines(told)) printer.line(line);
    printer.json({ ...differenceJson(told), outputs: rows.map((row) => COMPARISON.json(row)) });
    if (html !== undefined) await writePage(context, html, options.overwrite, told);
    if (outputs.length === 0) {
      printer.warn('No numbers were compared: there are no outputs that both have as csv.');
      return 'incompleteResults';
    }
    return outputs.every(agrees) ? 'success' : 'resultsDiffer';
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function writePage(
  context: Context,
  html: string,
  overwrite: boolean,
  told: Difference,
): Promise<void> {
  const shown = expandHome(context, html);
  const path = resolve(context.cwd, shown);
  const { stat } = await import('node:fs/promises');
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere && !overwrite)
    throw new LocalFileError(`${shown} exists; it was kept.`, {
      hint: 'Add --overwrite, or name another file.',
    });
  const { differencePage } = await import('../../views/difference-page.js');
  await writeWhole(path, differencePage(told)).catch((cause: unknown) => {
    const fault = diskFault(cause);
    if (fault === undefined) throw cause;
    throw new LocalFileError(`Cannot write ${shown}: ${fault.reason}.`, { cause });
  });
  context.printer.note(`Written ${shown}`);
}
