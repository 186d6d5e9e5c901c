import { LoginError, NotFoundError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { noSuchCalculation, readTime } from './calculations.js';
import { readJson, replyFailure } from './replies.js';
import { recordWire } from './wire.js';

/** What a server tells of a calculation beside what its list tells. */
export interface CalculationRecord {
  /** UTC, `YYYY-MM-DD HH:MM:SS`; unset while it runs, and where only an abort ended it. */
  readonly stopTime: string | undefined;
  /** Machine that computes it; told since 3.24. */
  readonly computedOn: string | undefined;
}

/**
 * Reads the whole row of a calculation.
 * @throws NotFoundError; LoginError: unlike in the list, a server with login shows it to its owner's groups only.
 */
export async function readRecord(
  transport: Transport,
  id: number,
  signal?: AbortSignal,
): Promise<CalculationRecord> {
  const reply = await transport.send({ method: 'GET', path: `/v1/calc/${id}`, signal });
  const asked = { baseUrl: transport.baseUrl, what: `calculation ${id}` };
  if (reply.status === 404) {
    const text = await reply.text();
    throw text === '' ? noSuchCalculation(id, transport.baseUrl) : replyFailure(reply, text, asked);
  }
  const row = await readJson(reply, recordWire, asked);
  return { stopTime: readTime(row.stop_time), computedOn: row.host ?? undefined };
}

/** @returns whether a record is not to be had, which says nothing against the rest of what is known. */
export function isWithheld(error: unknown): boolean {
  return error instanceof LoginError || error instanceof NotFoundError;
}
