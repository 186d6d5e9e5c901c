import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';

/** Says that a server is open to everybody. */
export function openToAll(context: Context, server: string): ExitCodeName {
  context.printer.json({ host: server, login: 'none', username: null, password: null });
  context.printer.note(`${server} asks for no login: everybody may use it.`);
  return 'success';
}

/** Says that the engine on this machine has no login. */
export function noLoginHere(context: Context): ExitCodeName {
  context.printer.json({ host: null, login: 'none', username: null, password: null });
  context.printer.note(
    'The engine on this machine asks for no login; name a server with --host or --profile.',
  );
  return 'success';
}
