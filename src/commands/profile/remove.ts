import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { RawCommand } from '../command.js';

interface RemoveOptions {
  readonly name: string;
}

/** `openquake profile remove NAME`. */
export function parse(raw: RawCommand): RemoveOptions {
  return { name: raw.args[0] ?? '' };
}

/** Forgets a saved host. */
export async function run(options: RemoveOptions, context: Context): Promise<ExitCodeName> {
  await (await context.profiles()).remove(options.name);
  context.printer.json({ removed: options.name });
  context.printer.note(`Profile ${options.name} is forgotten.`);
  return 'success';
}
