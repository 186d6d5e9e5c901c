import { setTimeout as sleep } from 'node:timers/promises';

interface Row {
  readonly id: number;
  readonly status: string;
  readonly is_running: boolean;
}

/** The calculations that a server has had since, as its own list and logs tell. */
export interface Counted {
  /** Ids that carry each token, or that run without one under a name of their own. */
  readonly byToken: ReadonlyMap<string, readonly number[]>;
  /** Rows that died before anything ran. */
  readonly remains: number;
}

/** How long the last calculation may take until it begins and names itself. */
const BEGINS_WITHIN_MS = 300_000;

/** @returns the newest number of a server's list. */
export async function newestId(host: string): Promise<number> {
  const rows = await read<Row[]>(`${host}/v1/calc/list?limit=1`);
  return rows[0]?.id ?? 0;
}

/** Reads the list and the first rows of every log; neither goes through the program under test. */
export async function countByToken(host: string, before: number): Promise<Counted> {
  const byToken = new Map<string, number[]>();
  let remains = 0;
  const rows = await read<Row[]>(`${host}/v1/calc/list?limit=100000`);
  for (const { id } of rows.filter((row) => row.id > before)) {
    const first = await firstRow(host, id);
    if (first?.[2] === 'before starting') {
      remains += 1;
      continue;
    }
    const token = /openquake-([0-9a-f]{16})/.exec(first?.[3] ?? '')?.[1] ?? `untold ${id}`;
    byToken.set(token, [...(byToken.get(token) ?? []), id]);
  }
  return { byToken, remains };
}

async function firstRow(host: string, id: number): Promise<readonly string[] | undefined> {
  const untilMs = Date.now() + BEGINS_WITHIN_MS;
  for (;;) {
    const [first] = await read<string[][]>(`${host}/v1/calc/${id}/log/0:1`);
    if (first !== undefined || Date.now() > untilMs) return first;
    const { status } = await read<Row>(`${host}/v1/calc/${id}/status?limit=100000`);
    // An abort in its first moments ends it without a row.
    if (status === 'aborted' || status === 'failed') return undefined;
    await sleep(500);
  }
}

async function read<Value>(url: string): Promise<Value> {
  const reply = await fetch(url);
  return (await reply.json()) as Value;
}
