import { UnreachableError } from '../errors.js';
import { CUT_CODES } from '../http/passing.js';

/** A submission that was cut before all of it had left. */
export interface Cut {
  readonly error: UnreachableError;
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** What is handed to a connection at a time: by so much two cuts at one point may look apart. */
const APART_BYTES = 1024 * 1024;

/**
 * Tells a way that is closed to an upload of this size from one that is bad: a proxy that takes no more than so much resets the
 * connection while we send, so that its HTTP 413 is lost with it, and it will do so each time.
 * @returns the error to end with, where the connection was cut twice in a row at the same point.
 */
export function cutTwice(url: string, before: Cut | undefined, now: Cut): UnreachableError | undefined {
  if (before === undefined || !isCut(before) || !isCut(now)) return undefined;
  if (Math.abs(before.sentBytes - now.sentBytes) > APART_BYTES) return undefined;
  return new UnreachableError(
    `${url}, or a proxy in front of it, cut the connection twice after about ${megabytes(now.sentBytes)} of ${megabytes(now.totalBytes)}, as one does that takes no upload of this size. Nothing runs.`,
    {
      cause: now.error,
      hint: 'Its administrator can raise the limit of the proxy (nginx: client_max_body_size). Where the server sees the files itself: --in-place. If the network is at fault, run the same command again.',
      facts: { host: url, sent_bytes: now.sentBytes, total_bytes: now.totalBytes },
    },
  );
}

function isCut({ error, sentBytes }: Cut): boolean {
  return sentBytes > 0 && CUT_CODES.has(error.facts['code']);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}
