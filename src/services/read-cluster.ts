import { hasEnded } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation, LogRow } from '../engine/types.js';
import { readLogTail } from './stored-log.js';

/** What a server and the logs of its calculations say of its work. */
export interface ClusterFacts {
  readonly engine: string;
  readonly calculations: readonly Calculation[];
  /** First and last rows of the logs of what runs, by id; where nothing runs, of the last one that ran. */
  readonly logs: ReadonlyMap<number, readonly LogRow[]>;
}

/** A log begins with the workers and ends with the tasks. */
const FIRST_ROWS = 50;
const LAST_ROWS = 200;
/** More logs are not read for one answer. */
const LOGS = 20;

/** Asks a server for what it lets one know. @throws what its calls throw. */
export async function readCluster(
  server: Pick<EngineServer, 'version' | 'list' | 'logPage'>,
  signal: AbortSignal,
): Promise<ClusterFacts> {
  const engine = await server.version(signal);
  const calculations = await server.list(signal);
  const running = calculations.filter((one) => one.status === 'executing' && !hasEnded(one));
  const last = calculations.find(({ status }) => status === 'complete' || status === 'shared');
  const told = running.length > 0 || last === undefined ? running.slice(0, LOGS) : [last];
  const logs = new Map<number, readonly LogRow[]>();
  for (const { id } of told) {
    const first = (await server.logPage(id, 0, signal)).slice(0, FIRST_ROWS);
    const tail = await readLogTail(server, id, LAST_ROWS, () => true, signal);
    logs.set(id, [
      ...first,
      ...tail.rows.filter(({ ordinal }) => ordinal >= first.length).map(({ row }) => row),
    ]);
  }
  return { engine, calculations, logs };
}
