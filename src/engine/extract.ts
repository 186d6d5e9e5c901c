import type { Readable } from 'node:stream';
import { NotFoundError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { replyFailure } from './replies.js';

/** The server computes what it gives. */
const EXTRACT_WITHIN_MS = 10 * 60 * 1000;

/**
 * Starts the download of what the server tells of a calculation's data, a zip of numpy arrays.
 * @param what e.g. `oqparam`.
 * @throws NotFoundError where the calculation left no data.
 */
export async function openExtract(
  transport: Transport,
  id: number,
  what: string,
  signal?: AbortSignal,
): Promise<Readable> {
  const reply = await transport.send({
    method: 'GET',
    path: `/v1/calc/${id}/extract/${what}`,
    replyWithinMs: EXTRACT_WITHIN_MS,
    signal,
  });
  if (reply.status === 200) return reply.body;
  const text = await reply.text();
  if (reply.status === 404 && text === '') {
    throw new NotFoundError(`${transport.baseUrl} has no data of calculation ${id}.`, {
      facts: { calculation_id: id, host: transport.baseUrl },
    });
  }
  throw replyFailure(reply, text, { baseUrl: transport.baseUrl, what: `the data of calculation ${id}` });
}
