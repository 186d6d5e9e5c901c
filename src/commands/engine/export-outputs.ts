import type { Context } from '../../context.js';
import { hasEnded } from '../../engine/outcome.js';
import type { Output } from '../../engine/types.js';
import { UnreachableError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { DEFAULT_FORMATS } from '../../services/export-outputs.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { safeText } from '../../views/safe-text.js';
import { isSet, type RawCommand, readFormats, readCalculation, readPair } from '../command.js';
import { exportAll } from './export-all.js';
import { exportJson, exportTarget } from './export-lines.js';
import { nextCommand } from './next-command.js';

interface ExportOutputsOptions {
  /** As the user names it. */
  readonly calculation: string;
  readonly folder: string;
  readonly formats: readonly string[];
  readonly overwrite: boolean;
}

/** `--export-outputs CALC_ID DIR`. */
export function parse(raw: RawCommand): ExportOutputsOptions {
  const [id, folder] = readPair(raw, 'exportOutputs', '--export-outputs CALC_ID DIR');
  return {
    calculation: readCalculation(id, 'CALC_ID of --export-outputs'),
    folder,
    formats: readFormats(raw) ?? DEFAULT_FORMATS,
    overwrite: isSet(raw, 'overwrite'),
  };
}

/** Exports all outputs of a calculation into a folder. */
export async function run(options: ExportOutputsOptions, context: Context): Promise<ExitCodeName> {
  const { formats } = options;
  return exportCalculation(context, options, (outputs) => ({ outputs, formats, lacking: [] }));
}

/** Which outputs are exported, and how. */
interface ExportChoice {
  readonly outputs: readonly Output[];
  /** In order of priority. */
  readonly formats: readonly string[];
  /** Those that were asked for and have none of the formats: a failure. */
  readonly lacking: readonly Output[];
}

/**
 * Exports what is chosen of a calculation's outputs into a folder.
 * @param choose may throw before anything is exported.
 */
export async function exportCalculation(
  context: Context,
  options: Pick<ExportOutputsOptions, 'calculation' | 'folder' | 'overwrite'>,
  choose: (outputs: readonly Output[], calculationId: number) => ExportChoice,
): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const calculation = await selectCalculation(server, options.calculation, context.stopped);
  const { id } = calculation;
  const outputs = await server.outputs(id, context.stopped);
  const chosen = choose(outputs, id);
  if (outputs.length === 0) {
    printer.line(`Found nothing to export for job ${id}`);
    if (!hasEnded(calculation)) {
      printer.warn(
        `Calculation ${id} is ${calculation.status}; wait for its end: ${nextCommand(server, `logs ${id} --follow`)}`,
      );
    }
    printer.json({ calculation_id: id, files: [], failures: [] });
    return hasEnded(calculation) ? 'success' : 'incompleteResults';
  }
  const target = exportTarget(context, options.folder, options.overwrite);
  const report = await exportAll(context, server, chosen.outputs, chosen.formats, target, calculation).catch(
    (error: unknown) => {
      throw goingOn(error, target.shown);
    },
  );
  const lacking = chosen.lacking.map(
    ({ type, formats }) =>
      `${type} cannot be exported as ${chosen.formats.join(', ')}; it has ${formats.join(', ')}.`,
  );
  for (const text of lacking) printer.warn(safeText(text));
  const failures = [...report.failures, ...lacking];
  printer.json({ calculation_id: id, ...exportJson({ ...report, failures }) });
  return failures.length === 0 ? 'success' : 'incompleteResults';
}

/** What was cut goes on where it stopped: whoever is told of the cut must know. */
function goingOn(error: unknown, folder: string): unknown {
  if (!(error instanceof UnreachableError)) return error;
  const hint = `What is whole is in ${folder}; the same line again fetches the rest.${error.hint === undefined ? '' : ` ${error.hint}`}`;
  return new UnreachableError(error.message, { cause: error, hint, facts: error.facts });
}
