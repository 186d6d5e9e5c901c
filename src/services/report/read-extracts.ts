import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EngineServer } from '../../engine/server.js';
import { ExportError } from '../../errors.js';
import { NpyFault } from '../../results/numpy/npy-fault.js';
import { readJsonArray } from '../../results/numpy/numpy-json.js';
import { type Npz, type NpyRecords, readNpz } from '../../results/npz.js';
import type { RememberedParameters } from './read-parameters.js';

type Server = Pick<EngineServer, 'extract'>;

/** More tasks than some millions are not summed. */
const MOST_BYTES = 256 * 1024 ** 2;

/**
 * Asks for the parameters that a calculation remembers.
 * @param folder where the answer is kept meanwhile.
 * @throws ExportError where the server tells something else; what `extract` throws.
 */
export async function readRemembered(
  server: Server,
  id: number,
  folder: string,
  signal: AbortSignal,
): Promise<RememberedParameters> {
  const json = (await fetchExtract(server, id, 'oqparam', folder, signal)).get('json');
  const remembered = json === undefined ? undefined : jsonOf(json);
  if (typeof remembered !== 'object' || remembered === null)
    throw new ExportError('The server does not tell the parameters of the calculation.');
  return remembered as RememberedParameters;
}

/**
 * Asks for a table of the datastore.
 * @param what `task_info` (one array for each kind of task) or `performance_data` (one array).
 * @param folder where the answer is kept meanwhile.
 * @throws ExportError where the server tells something else; what `extract` throws.
 */
export async function readTables(
  server: Server,
  id: number,
  what: string,
  folder: string,
  signal: AbortSignal,
): Promise<NpyRecords[]> {
  const arrays = await fetchExtract(server, id, what, folder, signal);
  return [...arrays.values()].filter((array): array is NpyRecords => array.kind === 'records');
}

async function fetchExtract(
  server: Server,
  id: number,
  what: string,
  folder: string,
  signal: AbortSignal,
): Promise<Npz> {
  const path = join(folder, `${what}.npz`);
  await pipeline(await server.extract(id, what, signal), createWriteStream(path), { signal });
  return readNpz(path, { signal, what: `What the server tells of ${what}`, mostBytes: MOST_BYTES });
}

function jsonOf(array: Parameters<typeof readJsonArray>[0]): unknown {
  try {
    return readJsonArray(array);
  } catch (error) {
    if (error instanceof NpyFault) return undefined;
    throw error;
  }
}
