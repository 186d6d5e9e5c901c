import type { Clock } from '../clock.js';
import { hasEnded, type Outcome, outcomeOf, tellsOfError, tellsOfKill } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { NotFoundError } from '../errors.js';
import { type AwakeTime, awakeTime } from './awake-time.js';
import { type Contact, type ContactEvents, keepContact } from './contact.js';
import { DOUBT_MS, isRecent } from './failure-doubt.js';
import { hasLostProcess, LIFELESS_MS } from './lifeless.js';
import { pollPace } from './poll-pace.js';
import { countLogRows, readLogTail } from './stored-log.js';

/**
 * How waiting for one calculation ended: also removed meanwhile, failed as a restarted server says it of all, or without
 * a process and silent for long (lifeless.ts).
 */
export type WaitOutcome = Outcome | 'removed' | 'doubtful' | 'lifeless';

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

type Server = Pick<EngineServer, 'status' | 'listNewerThan' | 'logPage'>;

/** Between two looks after something changed; see poll-pace.ts for the rest. */
const QUICKEST_POLL_MS = 500;
/** A failed calculation says why in its last rows. */
const LAST_ROWS = 100;

interface Waiting {
  calculation: Calculation;
  lastStatus: string | undefined;
  doubt: Silence | undefined;
  /** While the server says that no process of it runs. */
  lifeless: Silence | undefined;
}

/** A log that does not grow. */
interface Silence {
  readonly time: AwakeTime;
  readonly rows: number;
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
      { calculation, lastStatus: undefined, doubt: undefined, lifeless: undefined },
    ]),
  );
  const left = (): Calculation[] => [...waiting.values()].map(({ calculation }) => calculation);
  const seen = { loss: false };
  let limit: ReturnType<typeof timeLimit> | undefined;
  const pace = pollPace(clock, { quickestMs: QUICKEST_POLL_MS });
  for (let isFirst = true; ; isFirst = false) {
    const leftMs = Math.max(0, deadlineMs - clock.now());
    // A call that hangs must not outlive the time; the first look is always made.
    if (!isFirst && limit === undefined && leftMs <= LONGEST_TIMER_MS) limit = timeLimit(leftMs, signal);
    const ends = limit?.ends ?? signal;
    const timeUp = limit?.timeUp;
    const contact = keepContact(
      clock,
      pace,
      isFirst ? options.patienceMs : Math.min(options.patienceMs, leftMs),
      {
        lost: (error, retryInMs) => {
          seen.loss = true;
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
              ? await judge(
                  throughContact(server, contact),
                  one,
                  seen.loss || isFirst,
                  seen.loss,
                  clock,
                  ends,
                )
              : hasLostProcess(calculation)
                ? await judgeLifeless(throughContact(server, contact), one, clock, ends)
                : undefined;
        if (calculation !== undefined && !hasLostProcess(calculation)) one.lifeless = undefined;
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

/** Made once for all looks: Node 20 keeps every signal that was joined to one that lives on. */
function timeLimit(
  leftMs: number,
  signal: AbortSignal | undefined,
): { readonly timeUp: AbortSignal; readonly ends: AbortSignal } {
  const timeUp = AbortSignal.timeout(Math.ceil(leftMs));
  return { timeUp, ends: signal === undefined ? timeUp : AbortSignal.any([signal, timeUp]) };
}

/** @returns how they stand, by id, in one call; what is missing was removed. */
async function look(
  server: Server,
  ids: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Map<number, Calculation>> {
  const found = new Map<number, Calculation>();
  // From the oldest on: a list of thousands costs the server much, and what is waited for is mostly new.
  const listed = ids.length > 1 ? await server.listNewerThan(Math.min(...ids) - 1, signal) : [];
  for (const row of listed) found.set(row.id, row);
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
  server: Pick<Server, 'logPage'>,
  one: Waiting,
  mayDoubt: boolean,
  seenLoss: boolean,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<WaitOutcome | 'begins-to-doubt' | 'ask-again'> {
  const { calculation } = one;
  if (calculation.status !== 'failed') return outcomeOf(calculation, false);
  const tail = await readLogTail(server, calculation.id, LAST_ROWS, () => true, signal);
  const rows = tail.rows.map(({ row }) => row);
  if (rows.some(tellsOfKill)) return 'aborted';
  if (rows.some(tellsOfError)) return 'failed';
  if (one.doubt === undefined) {
    if (!mayDoubt || !(seenLoss || isRecent(rows.at(-1), clock))) return 'failed';
    one.doubt = { time: awakeTime(clock), rows: tail.count };
    return 'begins-to-doubt';
  }
  if (tail.count > one.doubt.rows) one.doubt = { time: awakeTime(clock), rows: tail.count };
  return one.doubt.time.elapsedMs() >= DOUBT_MS ? 'doubtful' : 'ask-again';
}

/** @returns `lifeless` when the log of a calculation without a process has been silent for long. */
async function judgeLifeless(
  server: Pick<Server, 'logPage'>,
  one: Waiting,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<'lifeless' | 'ask-again'> {
  const { lifeless: silence } = one;
  // The log is asked twice: where the silence begins and where it seems to be long enough.
  if (silence !== undefined && silence.time.elapsedMs() < LIFELESS_MS) return 'ask-again';
  const rows = await countLogRows(server, one.calculation.id, signal);
  if (silence !== undefined && rows === silence.rows) return 'lifeless';
  one.lifeless = { time: awakeTime(clock), rows };
  return 'ask-again';
}

/** Each read by itself goes through disconnects: many in a row may never succeed on a bad line. */
function throughContact(server: Server, contact: Contact): Pick<Server, 'logPage'> {
  return {
    logPage: async (id, start, signal) => contact.read(async () => server.logPage(id, start, signal)),
  };
}
