import type { Clock } from '../clock.js';
import { OpenquakeError } from '../errors.js';
import { backOffMs, retryAfterMs } from '../http/retry.js';

/**
 * How often one client asks a server for news: the one place that decides it, for following, waiting and watching. After
 * each look at the server it pauses
 * - a tenth of the time since the last news, within bounds, so that news is never more than a tenth late;
 * - {@link REST_PER_ANSWER} times as long as the look kept the server busy, so that no client takes more than 4 % of it,
 *   and the more clients there are the slower each becomes;
 * - longer still after a 429, a 503 or a time-out, and as long as `Retry-After` says;
 * - all of it a fifth more or less by chance, so that clients which began together do not go on together.
 */
export interface PollPace {
  /** Told of each answer, and how long the server took for it. */
  answered(tookMs: number): void;
  /** What was answered since the last pause does not count: it made up for what came before and does not come again. */
  forgive(): void;
  /** Told of each call that failed. @returns milliseconds to wait before the next try, the `attempt`-th having failed. */
  failed(error: unknown, attempt: number): number;
  /** Told of news: what changes is looked at more often. */
  changed(): void;
  /** @returns milliseconds from one look to the next, as things stand; forgets how long the last look took. */
  nextMs(): number;
  /**
   * Pauses between two looks; returns early when `signal` is aborted.
   * @param hurry when it begins to hold, the pause ends within a second.
   */
  pause(signal?: AbortSignal, hurry?: () => boolean): Promise<void>;
}

/** The least and the most that is waited for news of a server that is not busy. */
export interface PaceBounds {
  readonly quickestMs: number;
  readonly slowestMs?: number | undefined;
}

/** News is at most this part of the time since the last one late. */
const PART_OF_SILENCE = 1 / 10;
const SLOWEST_MS = 5_000;
/** A client that rests 25 times as long as it is served takes a 26th of one server thread. */
const REST_PER_ANSWER = 25;
/** However busy the server is, whoever watches it wants to know that it lives. */
const SLOWEST_WHEN_BUSY_MS = 30_000;
/** Each refusal for overload doubles the pauses up to this, each look that succeeds halves them again. */
const MOST_STRAIN = 8;
const JITTER = 0.2;
const HURRY_WITHIN_MS = 1_000;

/** @param random from 0 to 1, as Math.random. */
export function pollPace(clock: Clock, bounds: PaceBounds, random: () => number = Math.random): PollPace {
  const slowestMs = bounds.slowestMs ?? Math.max(SLOWEST_MS, bounds.quickestMs);
  let newsAtMs = clock.now();
  let servedMs = 0;
  let strain = 1;
  let hasFailed = false;
  const pace: PollPace = {
    answered: (tookMs) => {
      servedMs += tookMs;
    },
    forgive: () => {
      servedMs = 0;
    },
    failed(error, attempt) {
      hasFailed = true;
      if (tellsOfOverload(error)) strain = Math.min(MOST_STRAIN, strain * 2);
      return Math.max(backOffMs(attempt, random), retryAfterMs(error));
    },
    changed: () => {
      newsAtMs = clock.now();
    },
    nextMs() {
      const silenceMs = Math.max(0, clock.now() - newsAtMs);
      const forNewsMs = Math.min(slowestMs, Math.max(bounds.quickestMs, silenceMs * PART_OF_SILENCE));
      const forServerMs = servedMs * REST_PER_ANSWER;
      const waitMs = Math.min(SLOWEST_WHEN_BUSY_MS, Math.max(forNewsMs, forServerMs) * strain);
      servedMs = 0;
      if (!hasFailed) strain = Math.max(1, strain / 2);
      hasFailed = false;
      return Math.round(waitMs * (1 - JITTER + random() * 2 * JITTER));
    },
    async pause(signal, hurry) {
      const wasUrgent = hurry?.() ?? false;
      for (let leftMs = pace.nextMs(); leftMs > 0 && signal?.aborted !== true; ) {
        const sliceMs = hurry === undefined ? leftMs : Math.min(leftMs, HURRY_WITHIN_MS);
        await clock.sleep(sliceMs, signal);
        leftMs -= sliceMs;
        if (!wasUrgent && hurry?.() === true) {
          pace.changed();
          return;
        }
      }
    },
  };
  return pace;
}

const OVERLOAD_STATUSES: ReadonlySet<unknown> = new Set([429, 503, 504]);
/** Of Node and undici: it is there, and too slow. */
const TIME_OUTS: ReadonlySet<unknown> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

function tellsOfOverload(error: unknown): boolean {
  if (!(error instanceof OpenquakeError)) return false;
  const { status, code } = error.facts;
  return OVERLOAD_STATUSES.has(status) || TIME_OUTS.has(code);
}
