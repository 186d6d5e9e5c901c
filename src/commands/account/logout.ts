import type { Context } from '../../context.js';
import { cookieHeader, logOut, type SessionCookies } from '../../engine/login.js';
import { LoginError, OpenquakeError, UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { Transport } from '../../http/transport.js';
import { safeText } from '../../views/safe-text.js';

/** `openquake logout`. */
export function parse(): Record<string, never> {
  return {};
}

/** Ends the session on the server and forgets it here, with the password if that was remembered. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const door = await context.door();
  if (door === undefined)
    throw new UsageError('The engine on this machine has no login.', {
      hint: 'Name a server with --host or --profile.',
    });
  const { account, transport } = door;
  const user = await account.user();
  if (user === undefined) throw notLoggedIn(account.server, '');
  const session = await account.saved();
  // Nothing is left here even when the server does not answer: who logs out wants that most.
  const forgotten = await account.secrets.forget(account.server, user);
  if (session === undefined) {
    if (!forgotten) throw notLoggedIn(account.server, ` as ${user}`);
  } else {
    await account.sessions.forget(account.server, user);
  }
  const { ended, reason } =
    session === undefined ? NOTHING_TO_END : await endOnServer(transport, session, context);
  printer.json({ host: account.server, username: user, ended_on_server: ended });
  printer.note(`Logged out of ${account.server}, user ${user}; nothing is kept here.`);
  if (reason !== undefined) {
    printer.warn(
      `The server could not be told, so the session lasts there until it runs out. ${safeText(reason)}`,
    );
  }
  return 'success';
}

interface ServerEnd {
  /** Whether the server ended a session. */
  readonly ended: boolean;
  /** Why it could not be told. */
  readonly reason?: string;
}

const NOTHING_TO_END: ServerEnd = { ended: false };

async function endOnServer(
  transport: Transport,
  session: SessionCookies,
  context: Context,
): Promise<ServerEnd> {
  try {
    return { ended: await logOut(transport, cookieHeader(session)) };
  } catch (error) {
    if (!(error instanceof OpenquakeError) || context.stopped.aborted) throw error;
    return { ended: false, reason: error.message };
  }
}

function notLoggedIn(server: string, who: string): LoginError {
  return new LoginError(`You are not logged in to ${server}${who}.`, { hint: 'openquake whoami' });
}
