import type { LogRow } from '../../src/engine/types.js';
import type { StubEngine, StubReply } from './stub-engine.js';

/** One look at a simulated calculation: what the status says then, and how many rows the log has by then. */
export interface Look {
  readonly status: string;
  readonly rows: number;
  readonly isRunning?: boolean;
}

/** A calculation that a stub plays: each question for the status moves it on by one look, up to the last. */
export interface SimulatedCalculation {
  readonly id: number;
  readonly rows: readonly LogRow[];
  /** Number of questions for status and log so far. */
  asked(): number;
  /** The rows that the stub would show now. */
  rowsNow(): readonly LogRow[];
}

export function logRow(n: number, more: Partial<LogRow> = {}): LogRow {
  const time = new Date(Date.UTC(2026, 10, 22, 15, 27, 0) + n * 10).toISOString().slice(0, 22);
  return { time, level: 'INFO', process: `MainProcess/${n % 7}`, message: `row ${n}`, ...more };
}

/** @returns as many rows as wanted, all different. */
export function logRows(count: number): LogRow[] {
  return Array.from({ length: count }, (_unused, n) => logRow(n));
}

export function statusBody(id: number, status: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    owner: 'anna@host',
    calculation_mode: 'classical',
    status,
    is_running: ['created', 'submitted', 'executing'].includes(status),
    description: `Job ${id}`,
    parent_id: null,
    size_mb: 1.5,
    start_time: '2026-11-22, 15:27:00 UTC',
    ...more,
  };
}

/**
 * Lets a stub play a calculation.
 * @param fault may answer a question in place of the calculation: how a server or the way to it fails. Told the
 * ordinal of the question and the reply that would be right.
 */
export function simulate(
  stub: StubEngine,
  id: number,
  looks: readonly Look[],
  rows: readonly LogRow[] = logRows(looks.at(-1)?.rows ?? 0),
  fault: (question: number, right: StubReply) => StubReply = (_question, right) => right,
): SimulatedCalculation {
  let asked = 0;
  let look = -1;
  const now = (): Look => looks[Math.max(0, look)] ?? { status: 'created', rows: 0 };
  stub.on(`GET /v1/calc/${id}/status`, () => {
    const next = looks[Math.min(look + 1, looks.length - 1)] ?? now();
    const right = {
      body: statusBody(id, next.status, next.isRunning === undefined ? {} : { is_running: next.isRunning }),
    };
    const reply = fault(asked++, right);
    if (reply === right) look = Math.min(look + 1, looks.length - 1);
    return reply;
  });
  stub.on(`GET /v1/calc/${id}/log/*`, ({ url }) => {
    const [, start = '0', stop = ''] = /log\/(\d+):(\d*)/.exec(url) ?? [];
    const page = rows.slice(0, now().rows).slice(Number(start), stop === '' ? undefined : Number(stop));
    return fault(asked++, { body: page.map((row) => [row.time, row.level, row.process, row.message]) });
  });
  return { id, rows, asked: () => asked, rowsNow: () => rows.slice(0, now().rows) };
}
