import type { Context } from '../context.js';
import type { ExitCodeName } from '../exit-codes.js';
import { type MachineLoad, readMachineLoad } from '../local-engine/machine-load.js';
import { readCluster } from '../services/read-cluster.js';
import { clusterJson, clusterLines } from '../views/cluster.js';

/** `openquake cluster`. */
export function parse(): Record<string, never> {
  return {};
}

/** Tells what a server and the logs of its calculations let one know of its work. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const facts = await readCluster(server, context.stopped);
  const load = await ownLoad(context, server.url);
  for (const line of clusterLines(server.url, facts, load)) printer.line(line);
  printer.json(clusterJson(server.url, facts, load));
  return 'success';
}

/** @returns undefined where the server is not the engine that this program started here. */
async function ownLoad(context: Context, url: string): Promise<MachineLoad | undefined> {
  const { running } = await (await context.localEngine()).status();
  return running?.url === url ? readMachineLoad(running.pid, context.platform) : undefined;
}
