import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { clientVersion } from './client-version.js';

/** `--version` has no options of its own. */
export function parse(): Record<string, never> {
  return {};
}

/** Prints the version of the client at once, then that of the engine; nothing is started for it. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const client = clientVersion();
  context.printer.line(`openquake ${client}`);
  const host = await context.chosenHost();
  if (host !== undefined) {
    const engine = await (await context.engine()).version(context.stopped);
    context.printer.line(`engine ${engine} at ${host}`);
    context.printer.json({ client, engine, host });
    return 'success';
  }
  const { installed, running } = await (await context.localEngine()).status();
  const words =
    running === undefined
      ? installed.map((one) => `${one.version} (not running)`).join(', ')
      : `${running.version} at ${running.url}`;
  context.printer.line(`engine on this machine: ${words === '' ? 'none installed' : words}`);
  context.printer.json({ client, engine: running?.version ?? null, host: running?.url ?? null });
  return 'success';
}
