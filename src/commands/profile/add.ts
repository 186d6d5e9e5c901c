import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { parseHost } from '../../http/base-url.js';
import { LOCAL_PROFILE, type Profile } from '../../profiles.js';
import type { RawCommand } from '../command.js';

/** `openquake profile add NAME HOST`. */
export function parse(raw: RawCommand): Profile {
  const [name = '', host = ''] = raw.args;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || name === LOCAL_PROFILE) {
    throw new UsageError(`"${name}" cannot be the name of a profile.`, {
      hint: `Use letters, digits, dot, dash; "${LOCAL_PROFILE}" means the engine on this machine.`,
    });
  }
  parseHost(host);
  return { name, host };
}

/** Saves a host under a name. */
export async function run(options: Profile, context: Context): Promise<ExitCodeName> {
  const profiles = await context.profiles();
  await profiles.save(options);
  context.printer.json({ name: options.name, host: options.host });
  context.printer.note(
    `Saved. Use it: openquake --profile ${options.name} ..., or for good: openquake profile use ${options.name}`,
  );
  return 'success';
}
