import { createServer } from 'node:net';
import { LocalEngineError } from '../errors.js';

export const LOOPBACK = '127.0.0.1';

/** The ports of one engine server. */
export interface EnginePorts {
  readonly web: number;
  readonly database: number;
  /** First port of the range on which the engine's workers report. */
  readonly receiverFirst: number;
  readonly receiverLast: number;
}

/** The engine's own default range has 19 ports; a handful does on one machine, where jobs run one by one. */
const RECEIVERS = 8;

/** Below the range from which systems hand out ports for outgoing connections, so that these do not get in the way. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

const TRIES = 50;

/** @returns whether nothing listens on the port of the loopback address and we may. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/**
 * Chooses ports that are free now: a row of neighbours, the one of `previous` again where it is free, so that the
 * address of the engine changes seldom.
 * @param random a number from 0 to 1, for each try.
 * @throws LocalEngineError when no free row was found.
 */
export async function choosePorts(previous: number | undefined, random: () => number): Promise<EnginePorts> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const first =
      attempt === 0 && previous !== undefined
        ? previous
        : LOWEST + Math.floor(random() * (HIGHEST - LOWEST - RECEIVERS - 2));
    const row = Array.from({ length: RECEIVERS + 2 }, (_, index) => first + index);
    const free = await Promise.all(row.map(isFree));
    if (free.every(Boolean)) {
      return {
        web: first,
        database: first + 1,
        receiverFirst: first + 2,
        receiverLast: first + 1 + RECEIVERS,
      };
    }
  }
  throw new LocalEngineError(
    `No free ports were found on ${LOOPBACK} between ${LOWEST} and ${HIGHEST}, so the engine cannot be started.`,
    { hint: 'Close programs that listen there, or use another server with --host.' },
  );
}
