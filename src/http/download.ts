import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { UnreachableError } from '../errors.js';
import { explainFailure } from './failure.js';

/** Pieces of the network are small, and each write costs a way to another thread and back. */
const BATCH_BYTES = 1024 ** 2;

/** What was saved. */
export interface SavedBody {
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes a body to a new file and makes sure that it is whole: the announced length, and on the disk.
 * The caller removes the file when this throws.
 * @throws UnreachableError when the body breaks off; Node's own error when the disk refuses.
 */
export async function saveBody(
  body: Readable,
  announcedBytes: number | undefined,
  path: string,
  baseUrl: string,
  onBytes: (doneBytes: number) => void,
  signal?: AbortSignal,
): Promise<SavedBody> {
  // The connection may break before anybody reads: that must be found below, not end the process.
  body.on('error', () => undefined);
  const file = await open(path, 'wx').catch((error: unknown) => {
    // A body that nobody reads holds its connection.
    body.destroy();
    throw error;
  });
  const sum = createHash('sha256');
  let doneBytes = 0;
  const batch: Buffer[] = [];
  let batchBytes = 0;
  try {
    for await (const chunk of chunksOf(body, baseUrl, signal)) {
      sum.update(chunk);
      doneBytes += chunk.length;
      batch.push(chunk);
      batchBytes += chunk.length;
      if (batchBytes >= BATCH_BYTES) {
        await writeAll(file, batch.splice(0), batchBytes);
        batchBytes = 0;
      }
      onBytes(doneBytes);
    }
    if (batchBytes > 0) await writeAll(file, batch, batchBytes);
    await file.sync();
  } finally {
    body.destroy();
    await file.close();
  }
  if (announcedBytes !== undefined && doneBytes !== announcedBytes) {
    throw new UnreachableError(`${baseUrl} announced ${announcedBytes} bytes and sent ${doneBytes}.`, {
      facts: { host: baseUrl, announced_bytes: announcedBytes, received_bytes: doneBytes },
    });
  }
  return { sizeBytes: doneBytes, sha256: sum.digest('hex') };
}

/** Keeps faults of the connection apart from faults of the disk. */
async function* chunksOf(
  body: Readable,
  baseUrl: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    throw explainFailure(baseUrl, error, signal);
  }
}

/** A short write is not an error to the system, but it is to us. */
async function writeAll(
  file: Awaited<ReturnType<typeof open>>,
  batch: readonly Buffer[],
  batchBytes: number,
): Promise<void> {
  const { bytesWritten } = await file.writev(batch);
  if (bytesWritten === batchBytes) return;
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let offset = 0; offset < rest.length; ) {
    offset += (await file.write(rest, offset)).bytesWritten;
  }
}
