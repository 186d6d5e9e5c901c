import { DoubtfulSubmitError, RefusedJobError, ServerError, UnreachableError } from '../errors.js';
import type { Upload } from '../http/multipart.js';
import type { Transport } from '../http/transport.js';
import { matches, parseJson, replyFailure } from './replies.js';
import { refusedWire, submittedWire } from './wire.js';

/** A job on its way to the server. */
export interface Submission {
  /** Path of the zip on this machine. */
  readonly archivePath: string;
  /** End of the job file's name inside: the server takes the first file whose name ends so. Undefined for the server's default. */
  readonly jobIniName: string | undefined;
  /** Calculation whose results this one starts from. */
  readonly hazardCalculationId: number | undefined;
  /** Address that the server tells of the end; engines before 3.25 do not look at it. */
  readonly notifyTo?: string | undefined;
}

/** The server unpacks and checks the whole input before it answers. */
const SUBMIT_WITHIN_MS = 60 * 60 * 1000;

/**
 * Uploads a job, once: this call is never repeated, for it may have started a calculation.
 * @returns the id of the new calculation.
 * @throws RefusedJobError with the engine's reason; DoubtfulSubmitError when everything may have arrived and no usable
 * answer came; UnreachableError when surely nothing was submitted, for the connection was lost before.
 */
export async function submitCalculation(
  transport: Transport,
  submission: Submission,
  onSent: OnSent,
  signal?: AbortSignal,
): Promise<number> {
  // Loaded here: most commands send nothing.
  const { multipartUpload } = await import('../http/multipart.js');
  const fields: Record<string, string> = {};
  if (submission.jobIniName !== undefined) fields['job_ini'] = submission.jobIniName;
  if (submission.hazardCalculationId !== undefined)
    fields['hazard_job_id'] = String(submission.hazardCalculationId);
  if (submission.notifyTo !== undefined) fields['notify_to'] = submission.notifyTo;
  // The name must end in lower-case .zip, or newer servers store the file as it is.
  const file = { field: 'archive', path: submission.archivePath, name: 'job.zip' };
  const open: OpenUpload = async (onBytes) => multipartUpload(file, fields, onBytes);
  return deliver(transport, '/v1/calc/run', open, onSent, signal);
}

/** Told how many of how many bytes have been sent, and whether these may be enough to start a calculation. */
export type OnSent = (sentBytes: number, totalBytes: number, mayStart: boolean) => void;

/** Makes the body of a submission, which tells how much of it was handed to the connection. */
export type OpenUpload = (onSent: (sentBytes: number, mayStart: boolean) => void) => Promise<Upload>;

/**
 * Sends a submission, once, and reads its answer: what {@link submitCalculation} says of errors holds for every way
 * of submitting.
 */
export async function deliver(
  transport: Transport,
  path: string,
  open: OpenUpload,
  onSent: OnSent,
  signal: AbortSignal | undefined,
): Promise<number> {
  const known: { mayHaveStarted: boolean; status: number | undefined } = {
    mayHaveStarted: false,
    status: undefined,
  };
  const upload = await open((sentBytes, mayStart) => {
    known.mayHaveStarted = mayStart;
    onSent(sentBytes, upload.sizeBytes, mayStart);
  });
  try {
    const reply = await transport.send({
      method: 'POST',
      path,
      upload,
      replyWithinMs: SUBMIT_WITHIN_MS,
      signal,
    });
    known.status = reply.status;
    // Who refuses the body while it is sent often cuts the connection behind the head of its answer, which says enough.
    const text = await reply.text().catch((error: unknown) => {
      if (saysNo(reply.status) && signal?.aborted !== true) return '';
      throw error;
    });
    return readSubmitReply(transport.baseUrl, reply.status, text, reply);
  } catch (error) {
    const isLost = error instanceof UnreachableError || error instanceof ServerError;
    const isKnown = known.status !== undefined && saysNo(known.status);
    if (!known.mayHaveStarted || isKnown || error instanceof RefusedJobError) throw error;
    if (!isLost && signal?.aborted !== true) throw error;
    throw new DoubtfulSubmitError(
      `The whole job was sent to ${transport.baseUrl}, but no usable answer came: it may have started a calculation.`,
      { cause: error, hint: 'openquake recover', facts: { host: transport.baseUrl } },
    );
  }
}

/** Statuses of who did not take the call at all: a login, a refusal, an address that there is not. */
function saysNo(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408 && status !== 429;
}

function readSubmitReply(
  baseUrl: string,
  status: number,
  text: string,
  reply: Parameters<typeof replyFailure>[0],
): number {
  const json = parseJson(text);
  const accepted = status === 200 ? matches(submittedWire, json) : undefined;
  if (accepted !== undefined) return accepted.job_id;
  const refused = matches(refusedWire, json);
  if (refused === undefined) throw replyFailure(reply, text, { baseUrl, what: 'the submission of a job' });
  throw refusedJob(baseUrl, refused.job_id ?? undefined, refused.traceback);
}

/** @returns the engine's refusal of a job, as it answered it or as its log tells it. */
export function refusedJob(
  baseUrl: string,
  id: number | undefined,
  traceback: readonly string[],
): RefusedJobError {
  const lines = traceback.map((line) => line.trimEnd()).filter((line) => line !== '');
  return new RefusedJobError(
    `The engine refuses this job: ${lines.at(-1)?.trim() ?? 'it gives no reason'}`,
    id,
    traceback,
    {
      hint:
        id === undefined
          ? 'Mend the job and run it again.'
          : `Mend the job and run it again. A dead calculation ${id} is left on the server: openquake --delete-calculation ${id}`,
      facts: { host: baseUrl },
    },
  );
}
