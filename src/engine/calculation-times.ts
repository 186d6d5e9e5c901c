import * as v from 'valibot';
import type { Transport } from '../http/transport.js';
import { readJson } from './replies.js';

/** When a calculation ran, UTC, to the second. */
export interface CalculationTimes {
  readonly start: string | undefined;
  /** Undefined while it runs, and where nobody wrote it down. */
  readonly stop: string | undefined;
}

/** `2026-11-22 15:27:32.696200`, with an offset of zero from 3.23 on; the word `None` for none. */
const timesWire = v.object({ start_time: v.nullish(v.string()), stop_time: v.nullish(v.string()) });

/** @returns start and end of a calculation. @throws LoginError when it is somebody else's. */
export async function readTimes(
  transport: Transport,
  id: number,
  signal?: AbortSignal,
): Promise<CalculationTimes> {
  const reply = await transport.send({ method: 'GET', path: `/v1/calc/${id}`, signal });
  const asked = { baseUrl: transport.baseUrl, what: `the times of calculation ${id}` };
  const row = await readJson(reply, timesWire, asked);
  const second = (text: string | null | undefined): string | undefined =>
    /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.exec(text ?? '')?.[0].replace('T', ' ');
  return { start: second(row.start_time), stop: second(row.stop_time) };
}
