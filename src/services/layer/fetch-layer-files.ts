import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../clock.js';
import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import { ExportError, NotFoundError } from '../../errors.js';
import { nearestName } from '../../near-names.js';
import { ExportFolder } from '../export-folder.js';
import { fetchExport } from '../export-outputs.js';

/** What is asked of a server to get the files of one output. */
export type LayerServer = Pick<EngineServer, 'openResult' | 'outputs' | 'extract' | 'url'>;

/** One output of a calculation, and where its files go. */
export interface LayerRequest {
  readonly calculationId: number;
  /** Its type (`hmaps`) or its id, as the user has it. */
  readonly output: string;
  /** An empty folder. */
  readonly folder: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Fetches the files of one output that layers are made of: its csv; of ruptures their outlines too, which no export holds.
 * @param working told of the bytes on their way.
 * @throws NotFoundError where the calculation has no such output; ExportError where it has no csv; UnreachableError.
 */
export async function fetchLayerFiles(
  server: LayerServer,
  { calculationId, output, folder, clock, signal }: LayerRequest,
  working: (bytes: number) => void,
): Promise<Output> {
  const chosen = chooseOutput(await server.outputs(calculationId, signal), output, calculationId);
  if (!chosen.formats.includes('csv')) {
    throw new ExportError(
      `The output ${chosen.type} of calculation ${calculationId} has no csv, of which layers are made.`,
      {
        hint: 'openquake outputs shows which outputs have one.',
      },
    );
  }
  const target = await ExportFolder.open({ shown: folder, folder, overwrite: false });
  try {
    const files = await fetchExport(server, chosen.id, 'csv', target, clock, { bytes: working }, signal);
    await target.place(files, signal);
  } finally {
    await target.close();
  }
  if (chosen.type === 'ruptures') {
    const info = await server.extract(calculationId, 'rupture_info', signal);
    await pipeline(info, createWriteStream(join(folder, 'rupture_info.npz')), { signal });
  }
  return chosen;
}

function chooseOutput(outputs: readonly Output[], wanted: string, calculationId: number): Output {
  const found = outputs.find(({ id, type }) => type === wanted || String(id) === wanted);
  if (found !== undefined) return found;
  const types = [...new Set(outputs.map(({ type }) => type))];
  const near = nearestName(wanted, types);
  throw new NotFoundError(`Calculation ${calculationId} has no output "${wanted}".`, {
    hint:
      near === undefined
        ? `It has: ${types.join(', ')}.`
        : `Did you mean ${near}? It has: ${types.join(', ')}.`,
  });
}
