import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { LOCAL_PROFILE } from '../../profiles.js';
import type { RawCommand } from '../command.js';

interface UseOptions {
  readonly name: string;
}

/** `openquake profile use NAME`. */
export function parse(raw: RawCommand): UseOptions {
  return { name: raw.args[0] ?? '' };
}

/** Makes a saved host the one that is used where none is named. */
export async function run(options: UseOptions, context: Context): Promise<ExitCodeName> {
  await (await context.profiles()).use(options.name);
  context.printer.json({ current: options.name });
  const what = options.name === LOCAL_PROFILE ? 'the engine on this machine' : `profile ${options.name}`;
  context.printer.note(`Commands without --host now use ${what}.`);
  return 'success';
}
