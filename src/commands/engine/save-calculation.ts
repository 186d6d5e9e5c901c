import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { isSet, type RawCommand, readCalculation, readPair } from '../command.js';
import { describeExport, momentOf } from './describe-export.js';
import { exportJson, exportOne, exportTarget } from './export-lines.js';

interface SaveOptions {
  /** As the user names it. */
  readonly calculation: string;
  readonly folder: string;
  readonly overwrite: boolean;
}

/** `--save-hazard-calculation CALC_ID DIR`. */
export function parse(raw: RawCommand): SaveOptions {
  const [id, folder] = readPair(raw, 'saveHazardCalculation', '--save-hazard-calculation CALC_ID DIR');
  return {
    calculation: readCalculation(id, 'CALC_ID of --save-hazard-calculation'),
    folder,
    overwrite: isSet(raw, 'overwrite'),
  };
}

/** Downloads the datastore of a calculation: today's form of what engines 1.2 to 1.5 dumped into a folder. */
export async function run(options: SaveOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const calculation = await selectCalculation(server, options.calculation, context.stopped);
  const { id } = calculation;
  const target = exportTarget(context, options.folder, options.overwrite);
  // The download of an output in all but its address: temporary name, length, place.
  const source = {
    url: server.url,
    openResult: async (_output: number, _format: string, signal?: AbortSignal) =>
      server.openDatastore(id, signal),
  };
  const report = await exportOne(context, source, id, `calc_${id}.hdf5`, 'hdf5', target);
  const exported = momentOf(context.clock.now());
  const outputs = report.whole.map(({ name, sizeBytes, sha256 }) => ({
    ...{ name, sizeBytes, sha256, type: 'datastore', exported },
  }));
  await describeExport(context, server, target, { calculation, outputs });
  printer.json({ calculation_id: id, ...exportJson(report) });
  return report.failures.length === 0 ? 'success' : 'incompleteResults';
}
