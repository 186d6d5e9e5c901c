import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { UnreachableError } from '../errors.js';
import { explainFailure } from './failure.js';

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
  try {
    for await (const chunk of chunksOf(body, baseUrl, signal)) {
      await writeAll(file, chunk);
      sum.update(chunk);
      doneBytes += chunk.length;
      onBytes(doneBytes);
    }
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
async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    offset += (await file.write(chunk, offset)).bytesWritten;
  }
}
