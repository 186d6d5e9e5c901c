import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { freeBytes } from '../disk-space.js';
import type { EngineServer } from '../engine/server.js';
import { ExportError, NotAnEngineError, UnreachableError } from '../errors.js';
import { saveBody } from '../http/download.js';
import { retry } from '../http/retry.js';
import { whatItIsInstead } from '../results/content-check.js';
import { isBareName, readDeliveredName } from '../results/file-names.js';
import {
  type ExportedFile,
  ExportFolder,
  type ExportTarget,
  type FetchedFile,
  inWords,
} from './export-folder.js';

/** Formats in which exports are made unless the user names others: the engine's own default since 3.9. */
export const DEFAULT_FORMATS: readonly string[] = ['csv', 'xml', 'rst'];

/** @returns the first of the wanted formats that an output has. */
export function chooseFormat(available: readonly string[], wanted: readonly string[]): string | undefined {
  return wanted.find((format) => available.includes(format));
}

/**
 * A lost connection is worth this many tries in all; an export can be asked for again without harm. With the pauses
 * between them that is 8 to 16 seconds: a server that is started again is back by then.
 */
const ATTEMPTS = 7;

/** Told how a download goes. */
export interface FetchEvents {
  /** @param totalBytes as announced. */
  bytes(doneBytes: number, totalBytes: number | undefined): void;
  /** The connection was lost; another try follows. */
  retrying?(error: unknown, waitMs: number): void;
  /** Told of the whole files before they get their names. */
  fetched?(files: readonly FetchedFile[]): void;
}

/** Where an output comes from. */
export type ExportSource = Pick<EngineServer, 'openResult' | 'url'>;

/**
 * Downloads one output into the workshop of a folder, unpacks it where it is several files, and checks it: length, CRC,
 * and that it is what its name says.
 * @throws ExportError when the engine cannot export it so, or the disk refuses; NotFoundError; UnreachableError.
 */
export async function fetchExport(
  server: ExportSource,
  outputId: number,
  format: string,
  folder: ExportFolder,
  clock: Clock,
  events: FetchEvents,
  signal: AbortSignal,
): Promise<readonly FetchedFile[]> {
  const isTransient = (error: unknown): boolean => error instanceof UnreachableError && !signal.aborted;
  const once = async (): Promise<readonly FetchedFile[]> =>
    fetchOnce(server, outputId, format, folder, events, signal);
  return inWords(folder.target, signal, async () =>
    retry(ATTEMPTS, clock, isTransient, once, signal, (error, waitMs) => events.retrying?.(error, waitMs)),
  );
}

/**
 * Exports one output into a folder with the names and bytes that the engine would write there itself.
 * @throws as {@link fetchExport}.
 */
export async function exportOutput(
  server: ExportSource,
  outputId: number,
  format: string,
  target: ExportTarget,
  clock: Clock,
  events: FetchEvents,
  signal: AbortSignal,
): Promise<ExportedFile[]> {
  const folder = await ExportFolder.open(target);
  try {
    const files = await fetchExport(server, outputId, format, folder, clock, events, signal);
    events.fetched?.(files);
    return await folder.place(files, signal);
  } finally {
    await folder.close();
  }
}

async function fetchOnce(
  server: ExportSource,
  outputId: number,
  format: string,
  folder: ExportFolder,
  events: FetchEvents,
  signal: AbortSignal,
): Promise<readonly FetchedFile[]> {
  const bench = await folder.makeBench();
  const { body, fileName, sizeBytes } = await server.openResult(outputId, format, signal);
  const { name, isWrapper } = readDeliveredName(fileName, outputId, format);
  try {
    if (!isBareName(name))
      throw new ExportError(`${server.url} names an export "${name}", which is not a plain file name.`);
    await requireRoom(folder.target, sizeBytes);
  } catch (error) {
    body.on('error', () => undefined).destroy();
    throw error;
  }
  const path = join(bench, 'download');
  const saved = await saveBody(
    body,
    sizeBytes,
    path,
    server.url,
    (doneBytes) => events.bytes(doneBytes, sizeBytes),
    signal,
  );
  const instead = await whatItIsInstead(path, name);
  if (instead !== undefined) {
    throw new NotAnEngineError(`${server.url} sent ${instead} in place of ${name}.`, {
      hint: 'Something on the way there (a proxy, a login page) answers in its place; try again, or ask its owner.',
      facts: { host: server.url, output_id: outputId, file: name },
    });
  }
  if (!isWrapper) return [{ name, path, ...saved }];
  const { unpackExports } = await import('../results/unpack.js');
  return unpackExports(path, bench, signal);
}

async function requireRoom({ folder, shown }: ExportTarget, sizeBytes: number | undefined): Promise<void> {
  const free = await freeBytes(folder);
  if (sizeBytes === undefined || free === undefined || sizeBytes <= free) return;
  const [needed, there] = [sizeBytes, free].map((bytes) => `${(bytes / 1024 ** 2).toFixed(1)} MB`);
  throw new ExportError(
    `Too little space in ${shown}: ${needed ?? ''} are on their way, ${there ?? ''} are free.`,
    {
      hint: 'Free some space, or name a folder on a roomier disk; nothing was left there.',
      facts: { folder: shown, needed_bytes: sizeBytes, free_bytes: free },
    },
  );
}
