import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { LOCAL_PROFILE } from '../../profiles.js';

/** `openquake profile list`. */
export function parse(): Record<string, never> {
  return {};
}

/** Lists the saved hosts; the one in use is marked. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const profiles = await context.profiles();
  const current = (await profiles.current()) ?? LOCAL_PROFILE;
  const rows = [{ name: LOCAL_PROFILE, host: 'the engine on this machine' }, ...(await profiles.list())];
  context.printer.json({ current, profiles: rows.slice(1) });
  await context.printer.table(
    [
      { header: '', cell: (row) => (row.name === current ? '*' : '') },
      { header: 'name', cell: (row) => row.name },
      { header: 'host', cell: (row) => row.host },
    ],
    rows,
  );
  return 'success';
}
