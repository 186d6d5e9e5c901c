import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../context.js';
import { ExportError, UsageError } from '../../errors.js';
import type { CrateCalculation } from '../../results/crate/crate-facts.js';
import { calculationsOf } from '../../results/crate/read-crate.js';
import type { ExportedTables } from '../../services/compare-exports.js';
import { exportOutput } from '../../services/export-outputs.js';
import { gatherFacts } from '../../services/provenance/gather-facts.js';
import { submittedFolder } from '../../services/provenance/submitted-inputs.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { safeText } from '../../views/safe-text.js';
import { expandHome } from '../command.js';
import { serverName } from '../engine/server-name.js';
import { openCrate } from '../provenance/open-crate.js';

/** One of two calculations that are compared. */
export interface Side {
  /** What people call it. */
  readonly label: string;
  readonly facts: CrateCalculation;
  readonly tables: ExportedTables;
}

/**
 * Finds a calculation as a user names it, a selector or an export folder, with all that is known of it and its csv.
 * @param context whose server a selector is for.
 * @param scratch a folder that is made for what has to be fetched.
 * @param wanted types of outputs; undefined for all.
 * @throws what selecting and exporting throw; UsageError where a folder describes none or several.
 */
export async function findSide(
  context: Context,
  word: string,
  scratch: string,
  wanted: readonly string[] | undefined,
): Promise<Side> {
  return (await isFolder(context, word))
    ? fromFolder(context, word, wanted)
    : fromServer(context, word, scratch, wanted);
}

/** A number is a calculation, whatever lies around: a folder of that name is ./42. */
async function isFolder(context: Context, word: string): Promise<boolean> {
  if (/^(?:-?\d+|last(?:-\d+)?|@.*)$/i.test(word)) return false;
  return stat(resolve(context.cwd, expandHome(context, word))).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

async function fromFolder(
  context: Context,
  word: string,
  wanted: readonly string[] | undefined,
): Promise<Side> {
  const { graph, folder, shown } = await openCrate(context, word);
  const [facts, ...others] = calculationsOf(graph);
  if (facts === undefined || others.length > 0)
    throw new UsageError(
      `${shown} describes ${facts === undefined ? 'no calculation' : 'several calculations'}, and one is to be compared.`,
      { hint: 'Export each into a folder of its own, or name calculations by their numbers.' },
    );
  const files = facts.outputs.filter(
    ({ name, type }) => name.toLowerCase().endsWith('.csv') && (wanted?.includes(type) ?? true),
  );
  const paths = files.map(({ name }) => join(folder, name));
  return { label: shown, facts, tables: { calculationId: facts.calculationId, paths } };
}

async function fromServer(
  context: Context,
  word: string,
  scratch: string,
  wanted: readonly string[] | undefined,
): Promise<Side> {
  const { clock, stopped, printer } = context;
  const server = await context.engine();
  const calculation = await selectCalculation(server, word, stopped);
  const { id } = calculation;
  const name = await serverName(context, server);
  const facts = await gatherFacts(server, calculation, name, submittedFolder(context), stopped);
  const outputs = (await server.outputs(id, stopped)).filter(
    ({ formats, type }) => formats.includes('csv') && (wanted?.includes(type) ?? true),
  );
  const live = await printer.live(`Fetching the results of ${id}`);
  const paths: string[] = [];
  try {
    const target = { shown: scratch, folder: scratch, overwrite: true };
    for (const [nth, { id: outputId, type }] of outputs.entries()) {
      live.update(`Fetching the results of ${id}: ${type}, ${nth + 1} of ${outputs.length}`);
      try {
        const events = { bytes: () => undefined };
        const files = await exportOutput(server, outputId, 'csv', target, clock, events, stopped);
        paths.push(...files.map(({ path }) => path));
      } catch (error) {
        if (!(error instanceof ExportError)) throw error;
        printer.warn(safeText(`${type} of calculation ${id} is not compared: ${error.message}`));
      }
    }
  } finally {
    live.stop();
  }
  return { label: `${id} of ${facts.host}`, facts, tables: { calculationId: id, paths } };
}
