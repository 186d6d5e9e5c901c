import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { LOCAL_PROFILE } from '../../profiles.js';
import { PROFILES } from '../../views/profile-list.js';

/** `openquake profile list`. */
export function parse(): Record<string, never> {
  return {};
}

/** Lists the saved hosts; the one in use is marked. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const profiles = await context.profiles();
  const current = (await profiles.current()) ?? LOCAL_PROFILE;
  const all = [{ name: LOCAL_PROFILE }, ...(await profiles.list())];
  await context.printer.list(
    PROFILES,
    all.map((profile) => ({ ...profile, current: profile.name === current })),
  );
  return 'success';
}
