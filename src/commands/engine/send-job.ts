import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { InterruptedError } from '../../errors.js';
import type { Printer } from '../../output/printer.js';
import type { LiveLine } from '../../output/progress.js';
import { chooseWay, type Way } from '../../services/choose-way.js';
import { type PreparedJob, type SentWith, type SubmitEvent, submitJob } from '../../services/submit-job.js';
import { openJournal } from '../../services/submission-journal.js';
import { humanSize } from '../../views/sizes.js';
import { ByteLine } from '../byte-line.js';
import { showWarnings } from '../show-warnings.js';
import type { InterruptPolicy } from './interrupt-policy.js';
import type { ReuseQuestion } from './reuse.js';
import { serverName } from './server-name.js';
import { tellDoubt } from './tell-doubt.js';

/** A job that was sent. */
export interface SentJob {
  readonly id: number;
  /** See services/submit-once.ts. */
  readonly token: string | undefined;
  /** It was found running, or complete: an earlier program had sent it. */
  readonly takenUp: boolean;
  /** A signal came when it was too late to take the job back: the caller detaches or aborts. */
  readonly interrupted: boolean;
  /** To be called when the user was told what became of it: until then a program that comes later looks for it. */
  readonly close: () => Promise<void>;
}

/** How far it is, as a signal sees it. */
type Phase = 'nothing-runs' | 'waiting-for-id' | 'in-doubt';

/**
 * Packs and sends a job, with progress on a terminal, so that it becomes one calculation. A signal before the last byte
 * cancels it, and nothing was submitted; after it the id is awaited, so that the user learns what now runs.
 * @throws InterruptedError; DoubtfulSubmitError when it cannot be known, or is not waited for, what became of it.
 */
export async function sendJob(
  context: Context,
  server: EngineServer,
  job: PreparedJob,
  way: Way,
  sentWith: SentWith,
  policy: InterruptPolicy,
): Promise<SentJob> {
  const { printer, clock, cwd, globals } = context;
  showWarnings(context, job.warnings);
  const cancel = new AbortController();
  let phase: Phase = 'nothing-runs';
  let interrupted = false;
  const release = context.interrupts.take((signal) => {
    policy.lastSignal = signal;
    if (phase === 'nothing-runs')
      cancel.abort(
        new InterruptedError('Interrupted before the job was sent whole; nothing was submitted.', signal),
      );
    else if (phase === 'in-doubt')
      cancel.abort(
        new InterruptedError('Interrupted while it is in doubt whether the job has arrived.', signal, {
          hint: 'What became of it: openquake recover',
          facts: { host: server.url },
        }),
      );
    else if (interrupted) cancel.abort(new InterruptedError('Interrupted while waiting for the id.', signal));
    else {
      interrupted = true;
      printer.warn('The job is sent whole; waiting for its id. Press Ctrl-C again to leave without it.');
    }
  });
  const live = await printer.live(way.kind === 'upload' ? 'Packing the inputs' : 'Submitting the job');
  try {
    const bytes = new ByteLine(live, clock);
    const onEvent = (event: SubmitEvent): void => {
      phase = phaseAt(event) ?? phase;
      if (event.kind === 'again' && interrupted)
        cancel.abort(new InterruptedError('Interrupted; nothing was submitted.', policy.lastSignal));
      show(event, printer, live, bytes);
    };
    const { patienceMs } = globals;
    const journal = openJournal(context);
    const names = { server, serverName: await serverName(context, server), cwd, patienceMs };
    const world = { ...names, journal, clock, onEvent, signal: cancel.signal };
    const { calculationId, token, takenUp, close } = await submitJob(world, job, way, sentWith);
    return { id: calculationId, token, takenUp, interrupted, close };
  } finally {
    live.stop();
    release();
  }
}

function phaseAt(event: SubmitEvent): Phase | undefined {
  switch (event.kind) {
    case 'sent':
      return 'waiting-for-id';
    case 'earlier':
      return 'in-doubt';
    case 'lost':
      return event.mayRun ? 'in-doubt' : 'nothing-runs';
    case 'packing':
    case 'sending':
    case 'again':
      return 'nothing-runs';
    default:
      return undefined;
  }
}

/**
 * Decides how the inputs come to the server, and says why they are sent where the user asked for nothing to be.
 * @param upload whether the user wants them sent in any case.
 * @throws UnreachableError when the server does not answer.
 */
export async function wayOf(
  context: Context,
  server: EngineServer,
  { job, engineVersion }: Pick<ReuseQuestion, 'job' | 'engineVersion'>,
  upload: boolean,
): Promise<Way> {
  const asked = context.globals.inPlace && !upload;
  const isOurs = (await context.chosenHost()) === undefined;
  const sharing = upload ? 'upload' : isOurs ? 'ours' : asked ? 'proven' : 'upload';
  const way = await chooseWay(server, job, sharing, engineVersion, context.stopped);
  if (asked && way.kind === 'upload' && way.reason !== undefined)
    context.printer.warn(`The inputs are sent after all: ${way.reason}.`);
  return way;
}

function show(event: SubmitEvent, printer: Printer, live: LiveLine, bytes: ByteLine): void {
  switch (event.kind) {
    case 'packing':
      bytes.show(`Packing ${event.files} files`, event.doneBytes, event.totalBytes);
      break;
    case 'sending':
      bytes.show('Sending', event.sentBytes, event.totalBytes);
      break;
    case 'sent':
      live.update(`Sent ${humanSize(event.totalBytes)}; the server reads the job`);
      break;
    default:
      tellDoubt(event, printer, live);
  }
}
