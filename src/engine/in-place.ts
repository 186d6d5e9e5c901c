import type { Transport } from '../http/transport.js';
import { matches, parseJson } from './replies.js';
import { deliver, type OnSent } from './submit.js';
import { sameFileWire } from './wire.js';

/** A job that the server reads itself. */
export interface InPlaceSubmission {
  /** Absolute path of the job file, the same on both sides. */
  readonly jobIniPath: string;
  /** Calculation whose results this one starts from. */
  readonly hazardCalculationId: number | undefined;
  /** Address that the server tells of the end; engines before 3.25 do not look at it. */
  readonly notifyTo?: string | undefined;
}

/** Bytes at the head of a file that the server compares: its own number. */
export const HEAD_BYTES = 32;

/**
 * Submits a job that lies where the server can read it, once; the inputs are not sent. Engines since 3.24 can do it, and
 * since 3.25 also on a hazard calculation.
 * @returns the id of the new calculation.
 * @throws what submitCalculation throws.
 */
export async function submitInPlace(
  transport: Transport,
  submission: InPlaceSubmission,
  onSent: OnSent,
  signal?: AbortSignal,
): Promise<number> {
  const { formUpload } = await import('../http/form-upload.js');
  const fields: Record<string, string> = { job_ini: submission.jobIniPath };
  if (submission.hazardCalculationId !== undefined)
    fields['hazard_job_id'] = String(submission.hazardCalculationId);
  if (submission.notifyTo !== undefined) fields['notify_to'] = submission.notifyTo;
  return deliver(
    transport,
    '/v1/calc/run_ini',
    async (onBytes) => formUpload(fields, onBytes),
    onSent,
    signal,
  );
}

/**
 * Asks whether the server can open a file and finds these bytes at its head. Yes means little on its own: another
 * file of another machine may begin alike. Bytes that nobody else can know prove that it is the same file.
 * @param head the first {@link HEAD_BYTES} bytes, or all of a shorter file.
 * @returns false also where the server does not know the question.
 * @throws UnreachableError when there is no answer at all.
 */
export async function seesFile(
  transport: Transport,
  path: string,
  head: Uint8Array,
  signal?: AbortSignal,
): Promise<boolean> {
  const reply = await transport.send({
    method: 'POST',
    path: '/v1/on_same_fs',
    form: { filename: path, checksum: String(headChecksum(head)) },
    signal,
  });
  const answer = matches(sameFileWire, parseJson(await reply.text()));
  return reply.status === 200 && answer?.success === true;
}

/** Largest prime below 2^16; see RFC 1950. */
const ADLER_MODULUS = 65_521;

/**
 * @returns the checksum that the server compares: Adler-32 begun with 0, where RFC 1950 begins with 1 (seen on 3.23.5 and
 * 3.26.2).
 */
export function headChecksum(head: Uint8Array): number {
  let low = 0;
  let high = 0;
  for (const byte of head) {
    low = (low + byte) % ADLER_MODULUS;
    high = (high + low) % ADLER_MODULUS;
  }
  return high * 65_536 + low;
}
