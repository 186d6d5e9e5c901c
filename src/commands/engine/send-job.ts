import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { InterruptedError } from '../../errors.js';
import type { LiveLine } from '../../output/progress.js';
import { chooseWay, type Way } from '../../services/choose-way.js';
import { type PreparedJob, type SentWith, type SubmitEvent, submitJob } from '../../services/submit-job.js';
import { humanSize } from '../../views/sizes.js';
import { ByteLine } from '../byte-line.js';
import { showWarnings } from '../show-warnings.js';
import type { InterruptPolicy } from './interrupt-policy.js';
import type { ReuseQuestion } from './reuse.js';

/** A job that was sent. */
export interface SentJob {
  readonly id: number;
  /** A signal came when it was too late to take the job back: the caller detaches or aborts. */
  readonly interrupted: boolean;
}

/**
 * Packs and sends a job, with progress on a terminal. A signal before the last byte cancels it, and nothing was
 * submitted; after it the id is awaited, so that the user learns what now runs.
 * @throws InterruptedError; DoubtfulSubmitError when a second signal does not let it wait for the id.
 */
export async function sendJob(
  context: Context,
  server: EngineServer,
  job: PreparedJob,
  way: Way,
  sentWith: SentWith,
  policy: InterruptPolicy,
): Promise<SentJob> {
  const { printer } = context;
  showWarnings(context, job.warnings);
  const cancel = new AbortController();
  let allSent = false;
  let interrupted = false;
  const release = context.interrupts.take((signal) => {
    policy.lastSignal = signal;
    if (!allSent) {
      cancel.abort(
        new InterruptedError('Interrupted before the job was sent whole; nothing was submitted.', signal),
      );
    } else if (interrupted)
      cancel.abort(new InterruptedError('Interrupted while waiting for the id.', signal));
    else {
      interrupted = true;
      printer.warn('The job is sent whole; waiting for its id. Press Ctrl-C again to leave without it.');
    }
  });
  const live = await printer.live(way.kind === 'upload' ? 'Packing the inputs' : 'Submitting the job');
  try {
    const bytes = new ByteLine(live, context.clock);
    const onEvent = (event: SubmitEvent): void => {
      allSent = event.kind === 'sent';
      show(event, live, bytes);
    };
    const id = await submitJob(server, job, way, sentWith, onEvent, cancel.signal);
    return { id, interrupted };
  } finally {
    live.stop();
    release();
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

function show(event: SubmitEvent, live: LiveLine, bytes: ByteLine): void {
  switch (event.kind) {
    case 'packing':
      bytes.show(`Packing ${event.files} files`, event.doneBytes, event.totalBytes);
      break;
    case 'sending':
      bytes.show('Sending', event.sentBytes, event.totalBytes);
      break;
    case 'sent':
      live.update(`Sent ${humanSize(event.totalBytes)}; the server reads the job`);
  }
}
