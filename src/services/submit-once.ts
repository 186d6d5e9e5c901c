import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { EngineServer } from '../engine/server.js';
import { refusedJob } from '../engine/submit.js';
import {
  diskFault,
  DoubtfulSubmitError,
  NotAnEngineError,
  ServerError,
  UnreachableError,
} from '../errors.js';
import { thisOwner } from '../own-files/owner.js';
import { type Asking, askThroughLosses } from './ask-through-losses.js';
import { type Cut, cutTwice } from './cut-twice.js';
import type { PackedSubmission } from './pack-submission.js';
import { ARRIVES_WITHIN_MS, type Settled, settleSubmission } from './settle-submission.js';
import { type SubmissionEntry, toldToken } from './submission-entry.js';
import type { SubmissionJournal } from './submission-journal.js';
import { takeUpEarlier } from './take-up-earlier.js';
import { takenIds, undecided } from './undecided-submission.js';
import type { SentWith, SubmitEvent } from './submit-job.js';

/** What a submission needs of the world. */
export interface SubmitWorld {
  readonly server: Pick<
    EngineServer,
    'url' | 'submit' | 'submitInPlace' | 'newestId' | 'listNewerThan' | 'logPage' | 'status' | 'abort'
  >;
  /** Name of the server in the journal. */
  readonly serverName: string;
  readonly journal: SubmissionJournal;
  readonly clock: Clock;
  readonly cwd: string;
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: SubmitEvent) => void;
}

/** What is submitted. */
export interface Submittable {
  readonly token: string;
  /** The job as the user named it. */
  readonly job: string;
  readonly calculationMode: string | undefined;
  readonly packed: PackedSubmission;
  readonly sentWith: SentWith;
}

/** A calculation that a submission became. */
export interface Submitted {
  readonly calculationId: number;
  /** By which the server's own words of the calculation are known; undefined where it is told no token. */
  readonly token: string | undefined;
  /** An earlier program had sent it; nothing was sent now. */
  readonly takenUp: boolean;
  /** Removes the entry of the journal: to be called when the user was told what became of it. */
  readonly close: () => Promise<void>;
}

/** @returns a new token: nobody meets it by chance. */
export function newToken(): string {
  return randomBytes(8).toString('hex');
}

/** Each needs a loss of contact at the worst moment: so many in a row are no chance any more. */
const MOST_ATTEMPTS = 5;

/**
 * Submits a job so that it becomes one calculation, whatever is lost on the way: notes it in the journal, sends it, and
 * when no answer comes looks for the calculation before anything is sent again.
 * @throws RefusedJobError with the engine's reason; DoubtfulSubmitError where it cannot be found out what became of it: the
 * entry stays open then; UnreachableError where the server stays away; InterruptedError of the signal.
 */
export async function submitOnce(world: SubmitWorld, what: Submittable): Promise<Submitted> {
  const asking = askThroughLosses(world);
  const earlier = await takeUpEarlier(world, what, asking);
  if (earlier !== undefined) return earlier;
  const entry = await begin(world, what);
  const close = async (): Promise<void> => world.journal.remove(entry.token).catch(() => undefined);
  let mayHaveArrived = false;
  let cut: Cut | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const sent = { sentBytes: 0, totalBytes: 0 };
    try {
      const calculationId = await post(world, what, sent);
      await note(world, { ...entry, calculationId });
      const closing = async (): Promise<void> => {
        if (mayHaveArrived) await tellTwin(world, entry, calculationId, asking);
        await close();
      };
      return { calculationId, token: toldToken(entry), takenUp: false, close: closing };
    } catch (error) {
      if (!isLoss(error) || world.signal?.aborted === true) {
        // What is in doubt stays in the journal, so that the next run, or `openquake recover`, finds it.
        if (!(error instanceof DoubtfulSubmitError) && !mayHaveArrived) await close();
        throw error;
      }
      const mayRun = error instanceof DoubtfulSubmitError;
      const now: Cut | undefined = mayRun ? undefined : { ...sent, error };
      const closed = now && cutTwice(world.server.url, cut, now);
      if (closed !== undefined && !mayHaveArrived) {
        await close();
        throw closed;
      }
      cut = now;
      world.onEvent({ kind: 'lost', error, mayRun });
      mayHaveArrived ||= mayRun;
      const settled = await settleLoss(world, entry, error, asking);
      if (settled.kind === 'found') {
        const calculationId = settled.calculation.id;
        await note(world, { ...entry, calculationId });
        world.onEvent({ kind: 'found', calculationId });
        return { calculationId, token: toldToken(entry), takenUp: false, close };
      }
      if (settled.kind === 'undecided') throw undecided(world.server.url, settled.ids, error);
      if (settled.kind === 'refused' || attempt >= MOST_ATTEMPTS || hasAnswered(error)) {
        await close();
        if (settled.kind === 'absent') world.onEvent({ kind: 'nothing-runs' });
        throw settled.kind === 'refused'
          ? refusedJob(world.server.url, settled.calculationId, settled.traceback)
          : nothingRuns(world, error);
      }
      world.onEvent({ kind: 'again', attempt: attempt + 1 });
    }
  }
}

/** Whether the connection, or the answer, was lost; else it is known that nothing was started, or why not. */
function isLoss(error: unknown): error is UnreachableError {
  return error instanceof UnreachableError && !(error instanceof NotAnEngineError);
}

/** The server itself, or something in its place, gave an answer that says nothing: it would give it again. */
function hasAnswered({ cause }: UnreachableError): boolean {
  return cause instanceof ServerError || cause instanceof NotAnEngineError;
}

async function post(
  { server, signal, onEvent }: SubmitWorld,
  { packed, sentWith }: Submittable,
  sent: { sentBytes: number; totalBytes: number },
): Promise<number> {
  const onSent = (sentBytes: number, totalBytes: number, mayStart: boolean): void => {
    Object.assign(sent, { sentBytes, totalBytes });
    onEvent(mayStart ? { kind: 'sent', totalBytes } : { kind: 'sending', sentBytes, totalBytes });
  };
  const { archivePath, jobIniField } = packed;
  return archivePath === undefined
    ? server.submitInPlace({ jobIniPath: jobIniField, ...sentWith }, onSent, signal)
    : server.submit({ archivePath, jobIniName: jobIniField, ...sentWith }, onSent, signal);
}

async function begin(world: SubmitWorld, what: Submittable): Promise<SubmissionEntry> {
  const { server, signal } = world;
  const { way, mark, contents, jobIni } = what.packed;
  const entry: SubmissionEntry = {
    version: 1,
    token: what.token,
    server: world.serverName,
    url: server.url,
    job: what.job,
    cwd: world.cwd,
    jobIni,
    way,
    mark,
    contents,
    calculationMode: what.calculationMode ?? null,
    hazardCalculationId: what.sentWith.hazardCalculationId ?? null,
    newestBefore: await server.newestId(signal),
    began: new Date(world.clock.now()).toISOString(),
    owner: await thisOwner(),
    calculationId: null,
  };
  await note(world, entry);
  return entry;
}

/** Without a journal a submission is as safe as before, but for this program being killed: said once, and gone on. */
async function note({ journal, onEvent }: SubmitWorld, entry: SubmissionEntry): Promise<void> {
  try {
    await journal.write(entry);
  } catch (error) {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    if (entry.calculationId === null)
      onEvent({ kind: 'no-journal', folder: journal.folder, reason: fault.reason });
  }
}

async function settleLoss(
  world: SubmitWorld,
  entry: SubmissionEntry,
  error: UnreachableError,
  asking: Asking,
): Promise<Settled> {
  const { server, journal, signal, onEvent } = world;
  try {
    if (!(error instanceof DoubtfulSubmitError)) {
      // Not all of the archive was sent: nothing can run, and it only takes a server that answers again.
      await asking.contact.read(async () => server.newestId(signal));
      return { kind: 'absent' };
    }
    const taken = await takenIds(journal, entry.token);
    const onWait = (calculationIds: readonly number[]): void => onEvent({ kind: 'may-be', calculationIds });
    // A server that has answered has made the row, or never will.
    const arrivesWithinMs = error.cause instanceof ServerError ? 0 : ARRIVES_WITHIN_MS;
    return await settleSubmission(server, entry, { asking, taken, arrivesWithinMs, onWait });
  } catch (cause) {
    if (cause instanceof UnreachableError) throw stillAway(world, error, cause);
    throw cause;
  }
}

function stillAway(
  { server: { url } }: SubmitWorld,
  loss: UnreachableError,
  cause: UnreachableError,
): UnreachableError {
  const parts = { cause, hint: 'When it answers again: openquake recover', facts: { host: url } };
  return loss instanceof DoubtfulSubmitError
    ? new DoubtfulSubmitError(
        `The whole job was sent to ${url}, and the server has not answered since: it may have started a calculation.`,
        parts,
      )
    : new UnreachableError(`The job was not sent whole, and ${url} has not answered since; nothing runs.`, {
        ...parts,
        hint: 'When it answers again, run the same command.',
      });
}

function nothingRuns({ server: { url } }: SubmitWorld, error: UnreachableError): Error {
  if (hasAnswered(error) && error.cause instanceof Error) return error.cause;
  return new UnreachableError(
    `The job could not be sent to ${url}: contact was lost each of ${MOST_ATTEMPTS} times. Nothing runs.`,
    { cause: error, hint: 'Look at the way there: openquake doctor', facts: { host: url } },
  );
}

/**
 * An upload that counted as lost, and came after all, has become a second calculation of the same token. Looked for when
 * the first has ended: by then its row is there.
 */
async function tellTwin(
  { server, signal, onEvent, journal }: SubmitWorld,
  entry: SubmissionEntry,
  calculationId: number,
  asking: Asking,
): Promise<void> {
  const taken = new Set([...(await takenIds(journal, entry.token)), calculationId]);
  const options = { asking, taken, arrivesWithinMs: 0, beginsWithinMs: 0 };
  const twin = await settleSubmission(server, entry, options).catch(() => undefined);
  if (twin?.kind !== 'found') return;
  const { id } = twin.calculation;
  onEvent({ kind: 'twin', calculationId: id });
  // The user was told the other one. What has ended since cannot be aborted, and need not be.
  await server.abort(id, signal).catch(() => undefined);
}
