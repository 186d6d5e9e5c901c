import { statusBody } from './simulated-calculation.js';
import type { StubEngine } from './stub-engine.js';

/** Lets a stub list calculations as an engine does: the newest first, no more than are asked for. */
export function listOf(
  stub: StubEngine,
  count: number,
  statusOf: (id: number) => string = () => 'complete',
): { gone: Set<number>; count: number; limits: () => number[] } {
  const list = {
    count,
    gone: new Set<number>(),
    limits: () => stub.seen.flatMap(({ url }) => /list\?limit=(\d+)/.exec(url)?.[1] ?? []).map(Number),
  };
  stub.on('GET /v1/calc/list', ({ url }) => ({
    body: Array.from({ length: list.count }, (_unused, nth) => list.count - nth)
      .filter((id) => !list.gone.has(id))
      .slice(0, Number(/limit=(\d+)/.exec(url)?.[1]))
      .map((id) => statusBody(id, statusOf(id))),
  }));
  return list;
}
