import type { Context } from '../../context.js';
import { hasEnded, type Outcome } from '../../engine/outcome.js';
import type { EngineServer } from '../../engine/server.js';
import type { LogRow } from '../../engine/types.js';
import { InterruptedError, LocalFileError, ServerError, UnreachableError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { LiveLine } from '../../output/progress.js';
import { abortCalculation } from '../../services/abort-calculation.js';
import { type FollowEnd, followCalculation } from '../../services/follow-calculation.js';
import { LifelessError } from '../../services/lifeless.js';
import { LogContradictedError } from '../../services/log-thread.js';
import { endLine } from '../../views/follow-summary.js';
import { isAtLevel } from '../../views/log-line.js';
import { safeLine, safeText } from '../../views/safe-text.js';
import { humanDuration } from '../../views/sizes.js';
import { progressBar, taskProgressOf } from '../../views/task-progress.js';
import { abortRequest } from './abort-request.js';
import { type InterruptPolicy, SECOND_SIGNAL_WITHIN_MS } from './interrupt-policy.js';
import type { LogSink } from './log-sink.js';
import { followOrAbort, nextCommand } from './next-command.js';
import { ReaderLeftError, readerOf } from './reader-left.js';

/** How a followed calculation ended. */
export interface Followed {
  readonly end: FollowEnd;
  readonly durationMs: number;
  /** What the engine logged as errors, the last of them. */
  readonly errors: readonly string[];
}

/** An engine that fails says why in its last rows. */
const KEPT_ERRORS = 20;

const BAR_COLUMNS = 24;

/** @returns the exit code of an outcome. */
export function exitOf(outcome: Outcome): ExitCodeName {
  return outcome === 'complete'
    ? 'success'
    : outcome === 'aborted'
      ? 'calculationAborted'
      : 'calculationFailed';
}

/**
 * Follows a calculation on the terminal until it ends: log, progress, lost contact, and what Ctrl-C means.
 * @param policy carries over what was asked for while the job was being sent.
 * @param fromRow ordinal of the first row that the sink has not seen.
 * @throws InterruptedError when the user detaches; the calculation goes on and the error says how to find it again.
 */
export async function followToEnd(
  context: Context,
  server: EngineServer,
  id: number,
  sink: LogSink,
  policy: InterruptPolicy,
  fromRow = 0,
): Promise<Followed> {
  const { printer, clock } = context;
  const startedMs = clock.now();
  const leaving = new AbortController();
  const leave = (message: string): void =>
    leaving.abort(
      new InterruptedError(message, policy.lastSignal, {
        hint: followOrAbort(server, id),
        facts: { calculation_id: id, host: server.url },
      }),
    );
  const detach = (): void => leave(`Detached. Calculation ${id} goes on at ${server.url}.`);
  const startAbort = (): void => {
    printer.warn(`Aborting calculation ${id} ...`);
    const request = abortRequest(context, (text) => printer.warn(text), leaving.signal);
    abortCalculation(server, id, request).catch((error: unknown) => {
      if (!leaving.signal.aborted) leaving.abort(error);
    });
  };
  const release = context.interrupts.take((signal) => {
    switch (policy.next(signal, clock.now())) {
      case 'announce-detach':
        printer.warn(
          `Calculation ${id} goes on at ${server.url}; leaving it in ${SECOND_SIGNAL_WITHIN_MS / 1000} s. Press Ctrl-C again to abort it.`,
        );
        void clock.sleep(SECOND_SIGNAL_WITHIN_MS, leaving.signal).then(() => {
          if (!policy.aborting) detach();
        });
        return;
      case 'detach':
        detach();
        return;
      case 'go-on':
        return;
      case 'abort':
        startAbort();
        return;
      case 'leave':
        leave(
          `Left. The abort of calculation ${id} was asked for at ${server.url}, but its end was not seen.`,
        );
    }
  });
  if (policy.aborting) startAbort();
  const errors: string[] = [];
  let ended = false;
  const isRead = readerOf(sink, clock);
  const live = await printer.live(`Calculation ${id}: waiting for the engine`);
  try {
    const events = followCalculation(server, id, {
      clock,
      fromRow,
      patienceMs: context.globals.patienceMs,
      abortRequested: () => policy.aborting,
      signal: leaving.signal,
    });
    for await (const event of events) {
      switch (event.kind) {
        case 'status':
          ended = hasEnded(event.calculation);
          live.update(`Calculation ${id}: ${safeLine(event.calculation.status)}`);
          break;
        case 'log':
          if (isAtLevel(event.row, 'error') && errors.push(event.row.message) > KEPT_ERRORS) errors.shift();
          sink.write(id, event.row, printer.drawsLive && showProgress(live, id, event.row), event.ordinal);
          if (await isRead(event.ordinal)) break;
          throw Object.assign(
            new ReaderLeftError(
              `Nobody reads the log of calculation ${id} any more; its end at ${server.url} was not awaited.`,
              { hint: followOrAbort(server, id), facts: { calculation_id: id, host: server.url } },
            ),
            { hasEnded: ended },
          );
        case 'contact-lost':
          printer.warn(
            `${safeText(event.error.message)} Trying again; the calculation itself may well go on.`,
          );
          break;
        case 'contact-back':
          printer.warn(`${server.url} answers again.`);
          break;
        case 'doubt':
          printer.warn(
            `${server.url} calls calculation ${id} failed, but its log tells of no error: a server that restarts says so of all that ran. Watching on.`,
          );
          break;
        case 'silent':
          printer.warn(
            `Calculation ${id} has logged nothing for ${humanDuration(event.forMs)}. A task may take that long; but a server does not notice when the process of a calculation is killed (no memory left?). Watching on; ${nextCommand(server, `abort ${id}`)} would end it.`,
          );
          break;
        case 'end': {
          const durationMs = clock.now() - startedMs;
          live.stop();
          printer.note(endLine(id, event, durationMs));
          return { end: event, durationMs, errors };
        }
      }
    }
    throw new Error('a follower ends with an end');
  } catch (error) {
    // The log file: what cannot be written here is no reason to lose what runs there.
    if (error instanceof LocalFileError) {
      throw new LocalFileError(
        `${error.message} That changes nothing for calculation ${id} at ${server.url}.`,
        {
          cause: error,
          hint: nextCommand(server, `logs ${id} --follow`),
          facts: { ...error.facts, calculation_id: id, host: server.url },
        },
      );
    }
    if (error instanceof LifelessError) throw error.telling({ host: server.url });
    if (error instanceof LogContradictedError) {
      throw new UnreachableError(
        `${error.message} What was shown of it is not proved, and how the calculation ended is not known.`,
        {
          cause: error,
          hint: `Was the server's database replaced, or does a cache stand before it? Read the log anew: ${nextCommand(server, `logs ${id}`)}`,
          facts: { ...error.facts, host: server.url },
        },
      );
    }
    // A server that did nothing but crash until patience ran out says no more of the calculation than a silent one.
    if (!(error instanceof UnreachableError || error instanceof ServerError)) throw error;
    throw new UnreachableError(
      `${error.message} Its calculation ${id} may still run; how it stands is not known.`,
      {
        cause: error,
        hint: `When it answers again: ${nextCommand(server, `logs ${id} --follow`)}`,
        facts: { ...error.facts, calculation_id: id },
      },
    );
  } finally {
    live.stop();
    release();
    // Nobody waits any longer for an abort's end, nor for the moment of leaving.
    leaving.abort();
  }
}

/** @returns whether the row tells progress; the bar shows it then. */
function showProgress(live: LiveLine, id: number, row: LogRow): boolean {
  const progress = taskProgressOf(row);
  if (progress === undefined) return false;
  live.update(`Calculation ${id}: ${progressBar(progress, BAR_COLUMNS)}`);
  return true;
}
