import type { Clock } from '../clock.js';
import { hasEnded, type Outcome, outcomeOf, tellsOfError, tellsOfKill } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { NotFoundError } from '../errors.js';
import { type ContactEvents, keepContact } from './contact.js';
import { DOUBT_MS, isRecent } from './failure-doubt.js';
import { pollPace } from './poll-pace.js';
import { readLogTail } from './stored-log.js';

/** How waiting for one calculation ended: also removed meanwhile, or failed as a restarted server says it of all. */
export type WaitOutcome = Outcome | 'removed' | 'doubtful';

/** Told while the waiting goes on. */
export interface WaitEvents extends ContactEvents {
  /** @param before the status of the last look; undefined at the first. */
  status(calculation: Calculation, before: string | undefined): void;
  doubt(calculation: Calculation): void;
  ended(calculation: Calculation, outcome: WaitOutcome): void;
}

/** How long to wait, and for what. */
export interface WaitOptions {
  readonly clock: Clock;
  /** Milliseconds of silence of the server after which to give up. */
  readonly patienceMs: number;
  /** Milliseconds after which to stop waiting; 0 looks once. */
  readonly timeoutMs?: number | undefined;
  /** Whether the first that ends is enough. */
  readonly any: boolean;
  readonly signal?: AbortSignal | undefined;
}

type Server = Pick<EngineServer, 'status' | 'list' | 'logPage'>;

/** Between two looks after something changed; see poll-pace.ts for the rest. */
const QUICKEST_POLL_MS = 500;
/** A failed calculation says why in its last rows. */
const LAST_ROWS = 100;

interface Waiting {
  calculation: Calculation;
  lastStatus: string | undefined;
  doubt: { sinceMs: number; rows: number } | undefined;
}

/**
 * Waits until calculations have ended, through any disconnect, with one call a look however many they are.
 * @returns those that had not ended when the time was up, or, with `any`, when the first ended.
 * @throws UnreachableError when patience ran out; LoginError; the signal's reason when it is aborted.
 */
export async function waitForCalculations(
  server: Server,
  calculations: readonly Calculation[],
  options: WaitOptions,
  events: WaitEvents,
): Promise<Calculation[]> {
  const { clock, signal } = options;
  const deadlineMs = clock.now() + (options.timeoutMs ?? Number.POSITIVE_INFINITY);
  const waiting = new Map<number, Waiting>(
    calculations.map((calculation) => [
      calculation.id,
      { calculation, lastStatus: undefined, doubt: undefined },
    ]),
  );
  const left = (): Calculation[] => [...waiting.values()].map(({ calculation }) => calculation);
  let seenLoss = false;
  const pace = pollPace(clock, { quickestMs: QUICKEST_POLL_MS });
  for (let isFirst = true; ; isFirst = false) {
    const leftMs = Math.max(0, deadlineMs - clock.now());
    // A call that hangs must not outlive the time; the first look is always made.
    const timeUp = isFirst || leftMs > LONGEST_TIMER_MS ? undefined : AbortSignal.timeout(Math.ceil(leftMs));
    const ends = AbortSignal.any([signal, timeUp].filter((one) => one !== undefined));
    const contact = keepContact(
      clock,
      pace,
      isFirst ? options.patienceMs : Math.min(options.patienceMs, leftMs),
      {
        lost: (error, retryInMs) => {
          seenLoss = true;
          events.lost(error, retryInMs);
        },
        back: () => events.back(),
      },
      ends,
    );
    try {
      const found = await contact.read(async () => look(server, [...waiting.keys()], ends));
      let changed = false;
      for (const [id, one] of waiting) {
        const calculation = found.get(id);
        if (calculation !== undefined) one.calculation = calculation;
        if (calculation !== undefined && calculation.status !== one.lastStatus) {
          events.status(calculation, one.lastStatus);
          one.lastStatus = calculation.status;
          changed = true;
        }
        const outcome =
          calculation === undefined
            ? 'removed'
            : hasEnded(calculation)
              ? await contact.read(async () => judge(server, one, seenLoss || isFirst, seenLoss, clock, ends))
              : undefined;
        if (outcome === undefined || outcome === 'ask-again') continue;
        if (outcome === 'begins-to-doubt') events.doubt(one.calculation);
        else {
          waiting.delete(id);
          events.ended(one.calculation, outcome);
        }
      }
      if (waiting.size === 0 || (options.any && waiting.size < calculations.length)) return left();
      if (changed) pace.changed();
    } catch (error) {
      // The time is up while the server is silent: that is no more than being late.
      if (signal?.aborted === true || isFirst || (clock.now() < deadlineMs && timeUp?.aborted !== true))
        throw error;
      return left();
    }
    if (clock.now() >= deadlineMs) return left();
    await clock.sleep(Math.min(pace.nextMs(), deadlineMs - clock.now()), signal);
    signal?.throwIfAborted();
  }
}

/** What a timer of Node can hold; beyond it, it would go off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @returns how they stand, by id, in one call; what is missing was removed. */
async function look(
  server: Server,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, Calculation>> {
  const found = new Map<number, Calculation>();
  if (ids.length > 1) for (const row of await server.list(signal)) found.set(row.id, row);
  // A list may leave out what its status tells, e.g. the calculation of another user.
  for (const id of ids) {
    if (found.has(id)) continue;
    try {
      found.set(id, await server.status(id, signal));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
  return found;
}

/** @returns the outcome of a calculation that has ended; the status alone does not know an abort from a failure. */
async function judge(
  server: Server,
  one: Waiting,
  mayDoubt: boolean,
  seenLoss: boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<WaitOutcome | 'begins-to-doubt' | 'ask-again'> {
  const { calculation } = one;
  if (calculation.status !== 'failed') return outcomeOf(calculation, false);
  const tail = await readLogTail(server, calculation.id, LAST_ROWS, () => true, signal);
  const rows = tail.rows.map(({ row }) => row);
  if (rows.some(tellsOfKill)) return 'aborted';
  if (rows.some(tellsOfError)) return 'failed';
  if (one.doubt === undefined) {
    if (!mayDoubt || !(seenLoss || isRecent(rows.at(-1), clock))) return 'failed';
    one.doubt = { sinceMs: clock.now(), rows: tail.count };
    return 'begins-to-doubt';
  }
  if (tail.count > one.doubt.rows) one.doubt = { sinceMs: clock.now(), rows: tail.count };
  return clock.now() - one.doubt.sinceMs >= DOUBT_MS ? 'doubtful' : 'ask-again';
}
