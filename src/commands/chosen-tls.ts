import { resolve } from 'node:path';
import type { Context } from '../context.js';
import type { TlsSettings } from '../http/tls.js';

/**
 * What a connection to the chosen server is opened with: of flag or variable, else of the profile; whole paths.
 * @throws UsageError for a profile that there is not.
 */
export async function chosenTls(context: Context): Promise<TlsSettings> {
  const { globals, cwd } = context;
  const profiles = await context.profiles();
  const name = globals.host === undefined ? (globals.profile ?? (await profiles.current())) : undefined;
  const profile = name === undefined ? undefined : await profiles.find(name);
  const path = (typed: string | undefined): string | undefined =>
    typed === undefined ? undefined : resolve(cwd, typed);
  return {
    caFile: path(globals.caFile) ?? profile?.caFile,
    clientCert: path(globals.clientCert) ?? profile?.clientCert,
    // A certificate that was named now has nothing to do with a key that was saved before.
    clientKey: path(globals.clientKey) ?? (globals.clientCert === undefined ? profile?.clientKey : undefined),
    insecure: globals.insecure || profile?.insecure === true,
  };
}
