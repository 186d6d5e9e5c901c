import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * @returns the SHA-256 of a file's bytes, hexadecimal.
 * @throws Node's own error where it cannot be read; the reason of `signal` when it is aborted.
 */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
}
