import { DoubtfulSubmitError, RefusedJobError, UnreachableError } from '../errors.js';
import type { Upload } from '../http/multipart.js';
import type { Transport } from '../http/transport.js';
import { matches, parseJson, replyFailure } from './replies.js';
import { refusedWire, submittedWire } from './wire.js';

/** A job on its way to the server. */
export interface Submission {
  /** Path of the zip on this machine. */
  readonly archivePath: string;
  /** Exact name of the job file inside; the server takes the first file whose name ends so. Undefined for the server's default. */
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
 * @param onSent told how many of how many bytes have been sent.
 * @returns the id of the new calculation.
 * @throws RefusedJobError with the engine's reason; UnreachableError when surely nothing was submitted;
 * DoubtfulSubmitError when everything was sent and no answer came.
 */
export async function submitCalculation(
  transport: Transport,
  submission: Submission,
  onSent: (sentBytes: number, totalBytes: number) => void,
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

/** Makes the body of a submission, which tells how much of it was handed to the connection. */
export type OpenUpload = (onSent: (sentBytes: number, all: boolean) => void) => Promise<Upload>;

/**
 * Sends a submission, once, and reads its answer: what {@link submitCalculation} says of errors holds for every way
 * of submitting.
 */
export async function deliver(
  transport: Transport,
  path: string,
  open: OpenUpload,
  onSent: (sentBytes: number, totalBytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<number> {
  const sent = { whole: false };
  const upload = await open((sentBytes, all) => {
    sent.whole = all;
    onSent(sentBytes, upload.sizeBytes);
  });
  try {
    const reply = await transport.send({
      method: 'POST',
      path,
      upload,
      replyWithinMs: SUBMIT_WITHIN_MS,
      signal,
    });
    return readSubmitReply(transport.baseUrl, reply.status, await reply.text(), reply);
  } catch (error) {
    const isLost = error instanceof UnreachableError && error.kind !== 'not-an-engine';
    if (!sent.whole || !(isLost || signal?.aborted === true)) throw error;
    throw new DoubtfulSubmitError(
      `The whole job was sent to ${transport.baseUrl}, but no answer came: it may have started a calculation.`,
      {
        cause: error,
        hint: `Look before you submit again: openquake --list-hazard-calculations (or --list-risk-calculations)`,
        facts: { host: transport.baseUrl },
      },
    );
  }
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
  const lines = refused.traceback.map((line) => line.trimEnd()).filter((line) => line !== '');
  const id = refused.job_id ?? undefined;
  throw new RefusedJobError(
    `The engine refuses this job: ${lines.at(-1)?.trim() ?? 'it gives no reason'}`,
    id,
    refused.traceback,
    {
      hint:
        id === undefined
          ? 'Mend the job and run it again.'
          : `Mend the job and run it again. A dead calculation ${id} is left on the server: openquake --delete-calculation ${id}`,
      facts: { host: baseUrl },
    },
  );
}
