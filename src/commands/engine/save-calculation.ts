import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { exportOutput } from '../../services/export-outputs.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { humanSize } from '../../views/sizes.js';
import { isSet, type RawCommand, readCalculation, readPair } from '../command.js';
import { exportJson, exportTarget } from './export-lines.js';

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
  const { id } = await selectCalculation(server, options.calculation, context.stopped);
  const target = exportTarget(context, options.folder, options.overwrite);
  const live = await printer.live(`Asking ${server.url} for the datastore of calculation ${id}`);
  // The download of an output in all but its address: temporary name, length, place.
  const source = {
    url: server.url,
    openResult: async (_output: number, _format: string, signal?: AbortSignal) =>
      server.openDatastore(id, signal),
  };
  const showBytes = (doneBytes: number, totalBytes: number | undefined): void => {
    const total = totalBytes === undefined ? '' : ` of ${humanSize(totalBytes)}`;
    live.update(`calc_${id}.hdf5: ${humanSize(doneBytes)}${total}`);
  };
  const files = await exportOutput(
    source,
    id,
    'hdf5',
    target,
    context.clock,
    showBytes,
    context.stopped,
  ).finally(() => live.stop());
  const kept = files.filter(({ placement }) => placement === 'kept-other');
  for (const file of files) {
    if (file.placement === 'kept-other') {
      printer.warn(
        `${file.path} exists and differs; it was kept. Add --overwrite to replace it, or name another folder.`,
      );
    } else printer.line(file.path);
  }
  const failures = kept.map(({ path }) => `${path} exists and differs; it was kept.`);
  printer.json({ calculation_id: id, ...exportJson({ files, failures }) });
  return kept.length === 0 ? 'success' : 'incompleteResults';
}
