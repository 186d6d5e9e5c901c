import type { Clock } from '../clock.js';
import { LOG_PAGE_ROWS } from '../engine/log.js';
import { hasEnded, type Outcome, outcomeOf, tellsOfError, tellsOfKill } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation, LogRow } from '../engine/types.js';
import { UnreachableError } from '../errors.js';
import { type AwakeTime, awakeTime } from './awake-time.js';
import { keepContact } from './contact.js';
import { DOUBT_MS, isRecent } from './failure-doubt.js';
import { LogThread } from './log-thread.js';
import { hasLostProcess, LIFELESS_MS, LifelessError, SILENT_MS } from './lifeless.js';
import { pollPace } from './poll-pace.js';

/** What a follower sees, in the order in which it happened. */
export type FollowEvent =
  | { readonly kind: 'status'; readonly calculation: Calculation }
  /** `ordinal` is 0-based; each comes exactly once and in order. */
  | { readonly kind: 'log'; readonly row: LogRow; readonly ordinal: number }
  | { readonly kind: 'contact-lost'; readonly error: Error; readonly retryInMs: number }
  | { readonly kind: 'contact-back' }
  /** The server says `failed`, but after a restart it says so of everything that ran; the log is watched for a while. */
  | { readonly kind: 'doubt' }
  /** Its log has been silent for {@link SILENT_MS}: told once for each silence. */
  | { readonly kind: 'silent'; readonly forMs: number }
  | FollowEnd;

/** The end of a calculation, as its follower saw it. */
export interface FollowEnd {
  readonly kind: 'end';
  readonly outcome: Outcome;
  readonly calculation: Calculation;
  /** Rows handed out (from the first, whatever `fromRow` was). */
  readonly rows: number;
  /** Rows that the server holds, compared one by one (see log-thread.ts): equal to `rows`, or this end would not be told. */
  readonly serverRows: number;
}

/** What a follower is given. */
export interface FollowOptions {
  readonly clock: Clock;
  /** Ordinal of the first row wanted; 0 for all. */
  readonly fromRow?: number | undefined;
  /** Milliseconds of silence after which the follower gives up. */
  readonly patienceMs: number;
  /** Whether the user has asked for an abort by now: decides how `failed` is read. */
  readonly abortRequested?: () => boolean;
  /** Ends the following, not the calculation. */
  readonly signal?: AbortSignal | undefined;
  /** Chance, from 0 to 1, so that followers do not ask in step. */
  readonly random?: () => number;
}

/** Between two looks while news comes; see poll-pace.ts for the rest. */
const QUICKEST_POLL_MS = 250;
/** Between two looks at a failure that is in doubt. */
const DOUBT_POLL_MS = 2_000;
/** An aborted calculation turns `failed`, with a last row, moments after it says `aborted`. */
const SETTLE_MS = 1_000;

/**
 * Follows a calculation to its end, through any disconnect. Status is read before log: when the status says that it
 * has ended, all rows are already there, so the log read after it is complete.
 * At the end the rows handed out are compared with the server's once more.
 * @throws NotFoundError when the calculation is not (or no longer) there; UnreachableError when patience ran out, or
 * when a restarted server leaves its end in doubt; LogContradictedError when the server's log is no longer the one that
 * was read; LifelessError when nothing runs of it any more; the signal's reason when it is aborted.
 */
export async function* followCalculation(
  server: Pick<EngineServer, 'status' | 'logPage'>,
  id: number,
  options: FollowOptions,
): AsyncGenerator<FollowEvent, void, void> {
  const { clock, signal } = options;
  const contactEvents: FollowEvent[] = [];
  const seen = { loss: false };
  const pace = pollPace(clock, { quickestMs: QUICKEST_POLL_MS }, options.random);
  const contact = keepContact(
    clock,
    pace,
    options.patienceMs,
    {
      lost: (error, retryInMs) => {
        seen.loss = true;
        contactEvents.push({ kind: 'contact-lost', error, retryInMs });
      },
      back: () => contactEvents.push({ kind: 'contact-back' }),
    },
    signal,
  );
  const thread = new LogThread(server, id, options.fromRow ?? 0);
  let killed = false;
  let toldError = false;
  let doubt: AwakeTime | undefined;
  let lifeless: AwakeTime | undefined;
  let silence: AwakeTime | undefined = awakeTime(clock);
  let lastRow: LogRow | undefined;
  let lastStatus: string | undefined;
  let settled = false;

  for (let look = 1; ; look += 1) {
    const calculation = yield* telling(
      contact.read(async () => server.status(id, signal)),
      contactEvents,
      clock,
    );
    // Who begins behind the end of the log must still know what its last rows said.
    const { next: before } = thread;
    if (before > 0 && before === options.fromRow && hasEnded(calculation)) {
      const start = Math.max(0, before - LOG_PAGE_ROWS);
      const earlier = yield* telling(
        contact.read(async () => server.logPage(id, start, signal)),
        contactEvents,
        clock,
      );
      for (const row of earlier.slice(0, before - start)) {
        killed ||= tellsOfKill(row);
        toldError ||= tellsOfError(row);
        lastRow = row;
      }
    }
    if (calculation.status !== lastStatus) {
      lastStatus = calculation.status;
      pace.changed();
      yield { kind: 'status', calculation };
    }
    for (let goesOn = true; goesOn; ) {
      const page = yield* telling(
        contact.read(async () => thread.page(signal)),
        contactEvents,
        clock,
      );
      for (const { row, ordinal } of page.rows) {
        killed ||= tellsOfKill(row);
        toldError ||= tellsOfError(row);
        lastRow = row;
        yield { kind: 'log', row, ordinal };
      }
      goesOn = page.goesOn;
      if (goesOn) pace.forgive();
    }
    const hasNews = thread.next > before;
    if (hasEnded(calculation)) {
      const abortRequested = options.abortRequested?.() ?? false;
      const isKnown = calculation.status !== 'failed' || killed || toldError || abortRequested;
      // A restart that nobody here saw leaves the same trace: a failure that the log knows nothing of, just now.
      const begunLate = look === 1 && isRecent(lastRow, clock);
      if ((seen.loss || begunLate || doubt !== undefined) && !isKnown) {
        if (doubt === undefined) yield { kind: 'doubt' };
        if (doubt === undefined || hasNews) doubt = awakeTime(clock);
        if (doubt.elapsedMs() >= DOUBT_MS) {
          throw new UnreachableError(
            seen.loss
              ? 'The server was away, and now calls the calculation failed without an error in its log.'
              : 'The server calls the calculation failed without an error in its log, as one that was restarted does.',
          );
        }
        await clock.sleep(DOUBT_POLL_MS, signal);
        continue;
      }
      const mayStillChange =
        calculation.status === 'aborted' || (abortRequested && calculation.status === 'failed');
      if (settled || !mayStillChange) {
        const proof = contact.read(async () => thread.prove(signal));
        const serverRows = yield* telling(proof, contactEvents, clock);
        if (serverRows === thread.next) {
          const outcome = outcomeOf(calculation, killed || abortRequested);
          yield { kind: 'end', outcome, calculation, rows: thread.next, serverRows };
          return;
        }
      }
      settled = true;
      await clock.sleep(SETTLE_MS, signal);
      continue;
    }
    if (!hasLostProcess(calculation)) lifeless = undefined;
    else if (lifeless === undefined || hasNews) lifeless = awakeTime(clock);
    else if (lifeless.elapsedMs() >= LIFELESS_MS) throw new LifelessError(calculation);
    if (hasNews || calculation.status !== 'executing') silence = awakeTime(clock);
    else if (silence !== undefined && silence.elapsedMs() >= SILENT_MS) {
      silence = undefined;
      yield { kind: 'silent', forMs: SILENT_MS };
    }
    if (hasNews) pace.changed();
    await pace.pause(signal, options.abortRequested);
    signal?.throwIfAborted();
  }
}

/** Waits for a read, and hands out what its contact tells meanwhile: a lost server is news while it is lost. */
async function* telling<Value>(
  reading: Promise<Value>,
  events: FollowEvent[],
  clock: Clock,
): AsyncGenerator<FollowEvent, Value, void> {
  const done = new AbortController();
  const outcome = reading.finally(() => done.abort());
  // The loop below awaits it; without this a failure while an event is out would count as unhandled.
  outcome.catch(() => undefined);
  for (;;) {
    yield* events.splice(0);
    if (done.signal.aborted) break;
    await Promise.race([outcome.catch(() => undefined), clock.sleep(200, done.signal)]);
  }
  yield* events.splice(0);
  return outcome;
}
