import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import { InterruptedError, UnreachableError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { parseSelectors, selectCalculations } from '../../services/select-calculations.js';
import type { Selector } from '../../services/selectors.js';
import { type WaitOutcome, waitForCalculations } from '../../services/wait-for-calculations.js';
import { LifelessError } from '../../services/lifeless.js';
import { safeLine, safeText } from '../../views/safe-text.js';
import { humanDuration } from '../../views/sizes.js';
import { WAITED, waitedLine } from '../../views/wait-list.js';
import { isSet, type RawCommand, textFlag } from '../command.js';
import { readDuration } from '../../durations.js';
import { findFollowed } from './find-followed.js';
import { exitOf } from './follow-to-end.js';
import { nextCommand } from './next-command.js';
import { checkNotify, tellEnd } from './tell-end.js';
import { worstExit } from './worst-exit.js';

interface WaitCommandOptions {
  readonly selectors: readonly Selector[];
  readonly timeoutMs: number | undefined;
  readonly any: boolean;
}

/** `openquake wait CALC_ID... [--timeout DURATION] [--any]`. */
export function parse(raw: RawCommand): WaitCommandOptions {
  const timeout = textFlag(raw, 'timeout');
  return {
    selectors: parseSelectors(raw.args),
    timeoutMs: timeout === undefined ? undefined : readDuration(timeout, '--timeout'),
    any: isSet(raw, 'any'),
  };
}

/** Waits until all calculations, or any, have ended; changes go to stderr, how each ended to stdout, at once. */
export async function run(options: WaitCommandOptions, context: Context): Promise<ExitCodeName> {
  const { printer, clock } = context;
  await checkNotify(context);
  const server = await context.engine();
  const find = async () => selectCalculations(server, options.selectors, context.stopped);
  // Whoever looks once, or has no time, is told at once.
  const calculations = await (options.timeoutMs === undefined ? findFollowed(context, server, find) : find());
  const writer = printer.rows(WAITED, waitedLine);
  const exits: ExitCodeName[] = [];
  const startedMs = clock.now();
  const telling: Promise<void>[] = [];
  const waiting = new Map(calculations.map((calculation) => [calculation.id, calculation]));
  try {
    const left = await waitForCalculations(
      server,
      calculations,
      {
        clock,
        patienceMs: context.globals.patienceMs,
        timeoutMs: options.timeoutMs,
        any: options.any,
        signal: context.stopped,
      },
      {
        status: ({ id, status }, before) =>
          printer.note(
            `Calculation ${id}: ${before === undefined ? '' : `${safeLine(before)}, now `}${safeLine(status)}`,
          ),
        doubt: ({ id }) =>
          printer.warn(
            `${server.url} calls calculation ${id} failed, but its log tells of no error: a server that restarts says so of all that ran. Watching on.`,
          ),
        ended: (calculation, outcome) => {
          waiting.delete(calculation.id);
          if (outcome === 'lifeless') printer.warn(new LifelessError(calculation).message);
          exits.push(exitOfWait(outcome));
          writer.add({ calculation, outcome });
          const durationMs = clock.now() - startedMs;
          const told = { calculationId: calculation.id, job: undefined, status: outcome, durationMs };
          telling.push(tellEnd(context, server, told));
        },
        lost: (error) =>
          printer.warn(`${safeText(error.message)} Trying again; calculations may well go on.`),
        back: () => printer.warn(`${server.url} answers again.`),
      },
    );
    if (left.length > 0 && !(options.any && exits.length > 0)) {
      for (const calculation of left) writer.add({ calculation, outcome: undefined });
      exits.push('stillRunning');
      printer.warn(
        `After ${humanDuration(options.timeoutMs ?? 0)} not ended yet: ${left.map(({ id }) => id).join(', ')}.`,
      );
      printer.note(`Wait on: ${nextCommand(server, `wait ${idWords(left)}`)}`);
    }
    await writer.end();
    await Promise.all(telling);
    return worstExit(exits);
  } catch (error) {
    throw tellingOf([...waiting.values()], server, error);
  }
}

function exitOfWait(outcome: WaitOutcome): ExitCodeName {
  if (outcome === 'removed') return 'notFound';
  return outcome === 'doubtful' || outcome === 'lifeless' ? 'unreachable' : exitOf(outcome);
}

function idWords(calculations: readonly Calculation[]): string {
  return calculations.map(({ id }) => id).join(' ');
}

/** Who stops waiting, or must, is told that the calculations go on and how to wait for them again. */
function tellingOf(left: readonly Calculation[], server: EngineServer, error: unknown): unknown {
  const parts = {
    cause: error,
    hint: `Wait on: ${nextCommand(server, `wait ${idWords(left)}`)}`,
    facts: { calculation_ids: left.map(({ id }) => id), host: server.url },
  };
  if (error instanceof InterruptedError) {
    const signal = error.exit === 'interrupted' ? 'SIGINT' : 'SIGTERM';
    return new InterruptedError(`Interrupted; what was waited for goes on at ${server.url}.`, signal, parts);
  }
  if (!(error instanceof UnreachableError)) return error;
  return new UnreachableError(
    `${error.message} How calculations ${idWords(left)} stand is not known.`,
    parts,
  );
}
