import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { NotFoundError } from '../errors.js';

/**
 * Resolves what a user calls a calculation: its id, or -1 for the last one, -2 for the one before it.
 * @throws NotFoundError when the server has no such calculation, or does not show it.
 */
export async function findCalculation(
  server: Pick<EngineServer, 'status' | 'list' | 'url'>,
  id: number,
): Promise<Calculation> {
  if (id > 0) return server.status(id);
  const newestFirst = (await server.list()).toSorted((a, b) => b.id - a.id);
  const calculation = newestFirst[-id - 1];
  if (id < 0 && calculation !== undefined) return calculation;
  throw new NotFoundError(
    id === 0
      ? 'There is no calculation 0.'
      : `${server.url} has only ${newestFirst.length} calculations to count back.`,
    {
      hint: 'See openquake --list-hazard-calculations and --list-risk-calculations.',
      facts: { host: server.url },
    },
  );
}
