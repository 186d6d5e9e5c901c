import type { Clock } from '../clock.js';
import { OpenquakeError } from '../errors.js';

/** How long to wait before the n-th try (1-based) of something that failed: doubling, capped, with jitter. */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const ceilingMs = Math.min(15_000, 250 * 2 ** (attempt - 1));
  return Math.round(ceilingMs * (0.5 + random() / 2));
}

/** Longer than this is not waited because a server says so. */
const LONGEST_RETRY_AFTER_S = 600;

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date, which is compared with the server's own `Date`.
 * @param headers lower-case names.
 * @returns seconds to leave the server alone for; undefined where it does not say.
 */
export function retryAfterSeconds(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  const serverNowMs = Date.parse(headers['date'] ?? '');
  const seconds = /^\d{1,9}$/.test(text)
    ? Number(text)
    : (Date.parse(text) - (Number.isNaN(serverNowMs) ? Date.now() : serverNowMs)) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(LONGEST_RETRY_AFTER_S, Math.max(0, seconds));
}

/** @returns the milliseconds that the server asks to be left alone for; 0 where it asks for none. */
export function retryAfterMs(error: unknown): number {
  const seconds = error instanceof OpenquakeError ? error.facts['retry_after_s'] : undefined;
  return typeof seconds === 'number' ? seconds * 1000 : 0;
}

/**
 * Tries again what can be repeated without harm (a GET), never what changes the server.
 * @param isTransient says of an error whether another try may help.
 * @param signal ends a pause early; the action itself must heed it too.
 * @param onWait told why, and how long, before each pause.
 * @throws the last error when the tries are used up, or the first that is not transient.
 */
export async function retry<Value>(
  attempts: number,
  clock: Clock,
  isTransient: (error: unknown) => boolean,
  action: () => Promise<Value>,
  signal?: AbortSignal,
  onWait: (error: unknown, waitMs: number) => void = () => undefined,
): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error;
      const waitMs = Math.max(backOffMs(attempt), retryAfterMs(error));
      onWait(error, waitMs);
      await clock.sleep(waitMs, signal);
    }
  }
}
