import type { Context, Door } from '../../context.js';
import { logIn, tryDoor } from '../../engine/login.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { isLoopback } from '../../http/proxy.js';
import type { RawCommand } from '../command.js';
import { noLoginHere, openToAll } from './no-login.js';

interface LoginOptions {
  readonly passwordFromStdin: boolean;
  /** Keep the password, so that a session which ends can be renewed. */
  readonly remember: boolean;
}

/** `openquake login`. */
export function parse(raw: RawCommand): LoginOptions {
  return {
    passwordFromStdin: raw.flags['passwordStdin'] === true,
    remember: raw.flags['remember'] === true,
  };
}

/** Logs in and keeps the session; what was typed is kept only when the user asks for it. */
export async function run(options: LoginOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const door = await context.door();
  if (door === undefined) return noLoginHere(context);
  const { account, transport } = door;
  if ((await tryDoor(transport)) === 'open') return openToAll(context, account.server);
  const username = await nameOf(options, context, door);
  const password = await passwordOf(options, context, door, username);
  const host = new URL(account.server);
  if (host.protocol === 'http:' && !isLoopback(host.hostname)) {
    printer.warn(`The password travels readably to ${account.server}: it does not speak https.`);
  }
  const cookies = await logIn(transport, username, password);
  await account.sessions.keep(account.server, { user: username, ...cookies }, true);
  const place = options.remember ? await account.secrets.keep(account.server, username, password) : undefined;
  printer.json({ host: account.server, login: 'session', username, password: place ?? null });
  const where = place === 'keyring' ? 'the system keyring' : account.secrets.path;
  const kept = place === undefined ? '' : ` The password is remembered in ${where}.`;
  printer.note(`Logged in to ${account.server} as ${username}.${kept}`);
  return 'success';
}

async function nameOf(options: LoginOptions, context: Context, { account }: Door): Promise<string> {
  if (account.named !== undefined) return account.named;
  const mayAsk = context.streams.stdin.isTerminal && !context.globals.noInput && !options.passwordFromStdin;
  if (mayAsk) return (await context.ask(`User on ${account.server}:`)).trim();
  const last = await account.user();
  if (last !== undefined) return last;
  throw new UsageError('Who are you there? There is nobody to ask.', { hint: 'Add --username USER.' });
}

/** stdin, file or environment where they are given; else the user is asked; else what was remembered. */
async function passwordOf(
  options: LoginOptions,
  context: Context,
  { account }: Door,
  username: string,
): Promise<string> {
  const { stdin } = context.streams;
  if (options.passwordFromStdin) {
    const line = stdin.isTerminal
      ? await context.ask(`Password of ${username}:`, true)
      : await stdin.readLine();
    if (line !== undefined && line !== '') return line;
    throw new UsageError('There was no password on stdin.', {
      hint: 'Send it as one line: openquake login --username USER --password-stdin < FILE',
    });
  }
  const given = await account.preset();
  if (given !== undefined) return given;
  if (stdin.isTerminal && !context.globals.noInput) {
    return context.ask(`Password of ${username} on ${account.server}:`, true);
  }
  const remembered = await account.secrets.find(account.server, username);
  if (remembered !== undefined) return remembered.password;
  throw new UsageError(`No password for ${username}, and there is nobody to ask.`, {
    hint: 'Give it with --password-stdin, --password-file FILE or the variable OPENQUAKE_PASSWORD.',
  });
}
