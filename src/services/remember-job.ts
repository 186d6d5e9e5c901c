import { createWriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EngineServer } from '../engine/server.js';
import { ExportError } from '../errors.js';
import { writeArchive } from '../job/archive/archive.js';
import { rebuildJob, type RememberedJob } from '../job/rebuild-job.js';
import { readNpyJson } from '../results/npy-json.js';
import { unpackExports } from '../results/unpack.js';
import type { PreparedJob } from './submit-job.js';

/** Name of the job file that is written anew. */
const JOB_INI = 'job.ini';

/**
 * Asks the server what it remembers of a calculation and writes its job file anew. The calculation stays as it is.
 * @param folder an empty one, for what is fetched.
 * @returns the text of the job file, whose inputs are those on the server's disk.
 * @throws NotFoundError where it left no data; ExportError where it cannot be written anew.
 */
export async function rememberedJobText(
  server: Pick<EngineServer, 'extract' | 'url'>,
  id: number,
  overrides: ReadonlyMap<string, string>,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const remembered = await rememberedParameters(server, id, folder, signal);
  const rebuilt =
    remembered !== undefined
      ? rebuildJob(remembered, overrides)
      : { reason: 'the server does not tell its parameters' };
  if ('text' in rebuilt) return rebuilt.text;
  throw new ExportError(`Calculation ${id} at ${server.url} cannot be run again: ${rebuilt.reason}.`, {
    hint: 'Run it from its own job file, with -p.',
    facts: { calculation_id: id, host: server.url },
  });
}

/**
 * Asks the server for all that the engine remembers of a job file (extract `oqparam`).
 * @param folder an empty one, for what is fetched.
 * @returns undefined where the server tells something else.
 * @throws NotFoundError where the calculation left no data; ExportError where the answer is broken.
 */
export async function rememberedParameters(
  server: Pick<EngineServer, 'extract'>,
  id: number,
  folder: string,
  signal: AbortSignal,
): Promise<RememberedJob | undefined> {
  const archive = join(folder, 'oqparam.zip');
  await pipeline(await server.extract(id, 'oqparam', signal), createWriteStream(archive), { signal });
  const files = await unpackExports(archive, folder, signal);
  const json = files.find(({ name }) => name === 'json.npy');
  const remembered = json === undefined ? undefined : readNpyJson(await readFile(json.path));
  return typeof remembered === 'object' && remembered !== null ? (remembered as RememberedJob) : undefined;
}

/** @returns a job of a job file alone, packed in the folder. */
export async function packJobText(text: string, folder: string): Promise<PreparedJob> {
  const iniPath = join(folder, JOB_INI);
  await writeFile(iniPath, text);
  const { size, ctimeMs } = await stat(iniPath);
  const path = join(folder, 'job.zip');
  const files = [
    {
      path: iniPath,
      name: JOB_INI,
      source: { kind: 'file', path: iniPath, changedMs: ctimeMs },
      sizeBytes: size,
      listedByEngine: true,
      chain: [],
    },
  ] as const;
  const written = await writeArchive(
    { files, totalBytes: size, iniPath, iniText: text, iniOverridden: false },
    path,
  );
  const changedMs = (await stat(path)).ctimeMs;
  return {
    ...{ kind: 'zip', path, jobIni: JOB_INI, iniName: JOB_INI, sizeBytes: written.sizeBytes, changedMs },
    inputs: undefined,
    warnings: [],
  };
}
