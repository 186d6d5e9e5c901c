import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import type { EngineServer } from '../engine/server.js';
import { diskFault, ExportError, UnreachableError } from '../errors.js';
import { saveBody } from '../http/download.js';
import { retry } from '../http/retry.js';
import { makeTemporaryFolder } from '../own-files/leftovers.js';
import { isBareName, readDeliveredName } from '../results/file-names.js';
import { type Placement, placeFile } from '../results/place-file.js';

/** Formats in which exports are made unless the user names others: the engine's own default since 3.9. */
export const DEFAULT_FORMATS: readonly string[] = ['csv', 'xml', 'rst'];

/** One file that an export gave. */
export interface ExportedFile {
  readonly name: string;
  /** Below the target folder as it was given: relative stays relative. */
  readonly path: string;
  readonly placement: Placement;
}

/** Where and how exports are written. */
export interface ExportTarget {
  /** As the user typed it, for messages. */
  readonly shown: string;
  /** Absolute path of the folder; it is made where it is missing. */
  readonly folder: string;
  readonly overwrite: boolean;
}

/** @returns the first of the wanted formats that an output has. */
export function chooseFormat(available: readonly string[], wanted: readonly string[]): string | undefined {
  return wanted.find((format) => available.includes(format));
}

/** A lost connection is worth this many tries in all; an export can be asked for again without harm. */
const ATTEMPTS = 4;

/**
 * Exports one output into a folder with the names and bytes that the engine would write there itself. Files are
 * first written in a temporary folder inside the target, checked (length, CRC), and moved when all are whole.
 * @param onBytes told how much of the download is here.
 * @throws ExportError when the engine cannot export it so, or the folder refuses; NotFoundError; UnreachableError.
 */
export async function exportOutput(
  server: Pick<EngineServer, 'openResult' | 'url'>,
  outputId: number,
  format: string,
  target: ExportTarget,
  clock: Clock,
  onBytes: (doneBytes: number, totalBytes: number | undefined) => void,
  signal: AbortSignal,
): Promise<ExportedFile[]> {
  let workshop: string | undefined;
  let isNew = false;
  try {
    isNew = (await mkdir(target.folder, { recursive: true })) !== undefined;
    workshop = await makeTemporaryFolder(target.folder, '.openquake-');
    const work = workshop;
    const isTransient = (error: unknown): boolean => error instanceof UnreachableError && !signal.aborted;
    const files = await retry(ATTEMPTS, clock, isTransient, async () =>
      fetchFiles(server, outputId, format, work, onBytes, signal),
    );
    const placed: ExportedFile[] = [];
    for (const file of files) {
      const placement = await placeFile(file.path, join(target.folder, file.name), target.overwrite);
      placed.push({ name: file.name, path: joinAsTyped(target.shown, file.name), placement });
    }
    return placed;
  } catch (error) {
    // Node's streams throw an error of their own when they are stopped; the reason is what the user asked for.
    if (signal.aborted) throw signal.reason;
    throw explainDisk(error, target.shown);
  } finally {
    if (workshop !== undefined) await rm(workshop, { recursive: true, force: true });
    // A folder that was made for nothing goes again; one that holds something refuses to.
    if (isNew) await rmdir(target.folder).catch(() => undefined);
  }
}

async function fetchFiles(
  server: Pick<EngineServer, 'openResult' | 'url'>,
  outputId: number,
  format: string,
  workshop: string,
  onBytes: (doneBytes: number, totalBytes: number | undefined) => void,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly path: string }[]> {
  const folder = await mkdtemp(join(workshop, 'try-'));
  const download = await server.openResult(outputId, format, signal);
  const path = join(folder, 'download');
  const progress = (doneBytes: number): void => onBytes(doneBytes, download.sizeBytes);
  await saveBody(download.body, download.sizeBytes, path, server.url, progress, signal);
  const { name, isWrapper } = readDeliveredName(download.fileName, outputId, format);
  if (isWrapper) {
    const { unpackExports } = await import('../results/unpack.js');
    return unpackExports(path, folder, signal);
  }
  if (!isBareName(name))
    throw new ExportError(`${server.url} names an export "${name}", which is not a plain file name.`);
  return [{ name, path }];
}

/** Joins as the engine prints it: the folder as it was typed, `./x.csv` for `.`. */
function joinAsTyped(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function explainDisk(error: unknown, shown: string): unknown {
  const fault = diskFault(error);
  if (fault === undefined) return error;
  return new ExportError(`Cannot export into ${shown}: ${fault.reason}.`, {
    cause: error,
    hint: 'Nothing half-written was left there. Make room or name another folder, then export again.',
    facts: { folder: shown, code: fault.code },
  });
}
