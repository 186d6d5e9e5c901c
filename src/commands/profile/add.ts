import { resolve } from 'node:path';
import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { parseHost } from '../../http/base-url.js';
import { readTls } from '../../http/tls.js';
import { LOCAL_PROFILE, type Profile } from '../../profiles.js';
import { profileJson } from '../../views/profile-list.js';
import { type RawCommand, textFlag } from '../command.js';

/** `openquake profile add NAME HOST`; only what is typed is saved, for the environment is here anyway. */
export function parse(raw: RawCommand): Profile {
  const [name = '', host = ''] = raw.args;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || name === LOCAL_PROFILE) {
    throw new UsageError(`"${name}" cannot be the name of a profile.`, {
      hint: `Use letters, digits, dot, dash; "${LOCAL_PROFILE}" means the engine on this machine.`,
    });
  }
  parseHost(host);
  return {
    name,
    host,
    username: textFlag(raw, 'username'),
    caFile: textFlag(raw, 'caFile'),
    clientCert: textFlag(raw, 'clientCert'),
    clientKey: textFlag(raw, 'clientKey'),
    insecure: raw.flags['insecure'] === true,
  };
}

/**
 * Saves a host under a name.
 * @throws UsageError when a file of TLS is not what it should be.
 */
export async function run(options: Profile, context: Context): Promise<ExitCodeName> {
  const whole = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(context.cwd, path);
  const profile: Profile = {
    ...options,
    caFile: whole(options.caFile),
    clientCert: whole(options.clientCert),
    clientKey: whole(options.clientKey),
  };
  readTls(profile);
  const profiles = await context.profiles();
  await profiles.save(profile);
  context.printer.json(profileJson(profile));
  context.printer.note(
    `Saved. Use it: openquake --profile ${options.name} ..., or for good: openquake profile use ${options.name}`,
  );
  return 'success';
}
