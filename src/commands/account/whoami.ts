import type { Context } from '../../context.js';
import { tryDoor } from '../../engine/login.js';
import { LoginError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { noLoginHere, openToAll } from './no-login.js';

/** `openquake whoami`. */
export function parse(): Record<string, never> {
  return {};
}

/**
 * Tells who the user is on the server, and proves it: a session that has ended is renewed where it can be.
 * @throws LoginError when nobody is logged in.
 */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const door = await context.door();
  if (door === undefined) return noLoginHere(context);
  const { account, transport } = door;
  if ((await tryDoor(transport)) === 'open') return openToAll(context, account.server);
  await (await context.engine()).versionNow();
  const username = await account.user();
  // Whoever was let in has a name; this is for the compiler.
  if (username === undefined)
    throw new LoginError(`Nobody is logged in to ${account.server}.`, { hint: 'openquake login' });
  const place =
    (await account.preset()) === undefined
      ? (await account.secrets.find(account.server, username))?.place
      : 'environment';
  printer.json({ host: account.server, login: 'session', username, password: place ?? null });
  printer.line(username);
  const kept = place === undefined ? 'no password is remembered' : `a password is in the ${place}`;
  printer.note(`Logged in to ${account.server}; ${kept}.`);
  return 'success';
}
