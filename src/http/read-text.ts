import type { Readable } from 'node:stream';
import { UnreachableError } from '../errors.js';

/**
 * What kind of answer a text is. `short`: a version, a status, a yes or no, the names that an engine knows (30 kB).
 * `list`: calculations (330 bytes each), outputs, a page of 10,000 log rows, a traceback.
 */
export type AnswerKind = 'short' | 'list';

const MIB = 1024 * 1024;

/**
 * Thirty times the longest short answer; 200,000 calculations, or a page of log rows of 6.5 kB each on the average. Such rows
 * have been seen one by one (a traceback), never 10,000 in a row; a page that is too long is asked for as a short one.
 */
const LIMIT_BYTES: Readonly<Record<AnswerKind, number>> = { short: MIB, list: 64 * MIB };
/** Of a page that tells of a failure this much is read: what it says stands at its beginning. */
const FAILURE_BYTES = MIB;

/** What every answer may take, and what a long one has besides for each byte that came: the slowest line that is served. */
const GRACE_MS = 60_000;
const SLOWEST_BYTES_A_SECOND = 4096;
/** However fast it comes. */
const LONGEST_MS = 10 * 60_000;

/** How a text is read. */
interface TextLimits {
  readonly kind: AnswerKind;
  /** Whether it tells of a failure: then its beginning is enough, however long it is. */
  readonly isFailure: boolean;
  readonly graceMs?: number | undefined;
}

/**
 * Reads a whole body as text, in bounded memory and in bounded time: silence is undici's to judge, but a server that
 * sends a byte every ten seconds is never silent.
 * @throws UnreachableError when it is longer than any engine's answer of its kind; an error with the code
 * `UND_ERR_BODY_TIMEOUT` when it trickles; undici's own when it breaks off.
 */
export async function readText(body: Readable, baseUrl: string, limits: TextLimits): Promise<string> {
  const chunks: Buffer[] = [];
  const mostBytes = limits.isFailure ? FAILURE_BYTES : LIMIT_BYTES[limits.kind];
  let sizeBytes = 0;
  const startedMs = performance.now();
  const graceMs = limits.graceMs ?? GRACE_MS;
  const leftMs = (): number => {
    const earnedMs = (sizeBytes / SLOWEST_BYTES_A_SECOND) * 1000;
    return Math.min(graceMs + earnedMs, LONGEST_MS) - (performance.now() - startedMs);
  };
  const look = (): void => {
    const rest = leftMs();
    if (rest > 0) timer = setTimeout(look, Math.max(rest, 10));
    else body.destroy(codedError('UND_ERR_BODY_TIMEOUT', 'the answer trickles'));
  };
  let timer = setTimeout(look, graceMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      // Leaving the loop destroys the body, and with it the connection.
      if (sizeBytes > mostBytes) break;
    }
  } finally {
    clearTimeout(timer);
  }
  if (sizeBytes > mostBytes && !limits.isFailure) {
    throw new UnreachableError(
      `${baseUrl} sent an answer of more than ${mostBytes / MIB} MiB where a short one was due.`,
      {
        hint: 'Check that this is the address of an OpenQuake engine server and not of another service.',
        facts: { host: baseUrl, limit_bytes: mostBytes },
      },
    );
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8');
}

/** @returns an error that is told by its code, as those of Node and undici are. */
export function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
