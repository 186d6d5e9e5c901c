import { join, resolve } from 'node:path';
import type { Account } from './accounts/account.js';
import type { Door } from './context.js';
import type { EngineServer } from './engine/server.js';
import type { GlobalOptions } from './global-options.js';
import type { TlsSettings } from './http/tls.js';
import type { Transport } from './http/transport.js';
import type { Printer } from './output/printer.js';
import { configFolder, type Profile } from './profiles.js';
import type { System } from './system.js';

/** Makes ways to servers: TLS, proxy, account and session, each from flag, environment or profile. */
export interface ServerWiring {
  /** The engine on this machine: neither proxy nor login. */
  local(url: string): Promise<EngineServer>;
  /** A server that was named; with the profile that named it, if one did. */
  named(url: string, hostFlag: string, profile?: Profile): Promise<EngineServer>;
  /** What a connection to a named server is opened with: of flag or variable, else of the profile; whole paths. */
  tlsSettings(profile?: Profile): TlsSettings;
  /** The same server, for those who have no session yet. */
  door(url: string, profile?: Profile): Promise<Door>;
}

/** Every part is loaded at its first use. */
export function wireServers(system: System, globals: GlobalOptions, printer: Printer): ServerWiring {
  const { env, homeDir, platform, cwd } = system;
  const warned = new Set<string>();
  const warnOnce = (text: string): void => {
    if (!warned.has(text)) printer.warn(text);
    warned.add(text);
  };

  const transportTo = async (url: string, profile: Profile | undefined): Promise<Transport> => {
    const { createTransport } = await import('./http/transport.js');
    const { proxyFor } = await import('./http/proxy.js');
    const { debugLogTo, silentDebugLog } = await import('./http/debug-log.js');
    const settings = tlsSettings(profile);
    if (settings.insecure === true && url.startsWith('https:')) {
      warnOnce(
        `Nobody looks whether ${url} is who it says (--insecure): anybody in between can read and change everything, your password too.`,
      );
    }
    const wantsTls =
      url.startsWith('https:') &&
      Object.values(settings).some((value) => value !== undefined && value !== false);
    const tls = wantsTls
      ? (await import('./http/tls.js')).readTls(settings, env['NODE_EXTRA_CA_CERTS'])
      : undefined;
    const { repeatReads } = await import('./http/repeat-reads.js');
    const transport = createTransport({
      baseUrl: url,
      debugLog: globals.debug ? debugLogTo((line) => printer.warn(line)) : silentDebugLog,
      stopped: system.stopped,
      tls,
      proxy: proxyFor(url, env),
    });
    return repeatReads(transport, system.clock);
  };

  /** Paths of flags and variables count from here; a profile holds whole ones. */
  const tlsSettings = (profile?: Profile): TlsSettings => {
    const path = (typed: string | undefined): string | undefined =>
      typed === undefined ? undefined : resolve(cwd, typed);
    const certIsTyped = globals.clientCert !== undefined;
    return {
      caFile: path(globals.caFile) ?? profile?.caFile,
      clientCert: path(globals.clientCert) ?? profile?.clientCert,
      // A certificate that was named now has nothing to do with a key that was saved before.
      clientKey: path(globals.clientKey) ?? (certIsTyped ? undefined : profile?.clientKey),
      insecure: globals.insecure || profile?.insecure === true,
    };
  };

  const accountAt = async (url: string, profile: Profile | undefined): Promise<Account> => {
    const { createAccount } = await import('./accounts/account.js');
    const { findKeyring } = await import('./accounts/keyring.js');
    const { privateFile } = await import('./accounts/private-file.js');
    const { openSecrets, readPasswordFile } = await import('./accounts/secrets.js');
    const { openSessions } = await import('./accounts/sessions.js');
    const folder = configFolder(env, homeDir, platform);
    const file = (name: string) => privateFile(join(folder, name), { platform, warn: warnOnce });
    return createAccount({
      server: url,
      named: globals.username ?? profile?.username,
      sessions: openSessions(file('sessions.json')),
      secrets: openSecrets(
        file('passwords.json'),
        globals.noKeyring ? undefined : findKeyring(env, platform),
      ),
      preset: async () => {
        const password = env['OPENQUAKE_PASSWORD'];
        if (globals.passwordFile !== undefined) {
          const path = resolve(cwd, globals.passwordFile.replace(/^~(?=\/)/, homeDir));
          return readPasswordFile(path, platform, (text) => printer.warn(text));
        }
        return password === undefined || password === '' ? undefined : password;
      },
    });
  };

  return {
    tlsSettings,
    async local(url) {
      const { createTransport } = await import('./http/transport.js');
      const { debugLogTo, silentDebugLog } = await import('./http/debug-log.js');
      const { createEngineServer } = await import('./engine/server.js');
      const debugLog = globals.debug ? debugLogTo((line) => printer.warn(line)) : silentDebugLog;
      const { repeatReads } = await import('./http/repeat-reads.js');
      const transport = createTransport({ baseUrl: url, debugLog, stopped: system.stopped });
      return createEngineServer(repeatReads(transport, system.clock), '');
    },
    async named(url, hostFlag, profile) {
      const { createEngineServer } = await import('./engine/server.js');
      const { withSession } = await import('./engine/session.js');
      const account = await accountAt(url, profile);
      const transport = withSession(await transportTo(url, profile), {
        ...account,
        notKept: (reason) => printer.warn(`The session lasts for this run alone. ${reason}`),
        renewed: (kind, user) =>
          printer.note(
            kind === 'renewed'
              ? `Your session on ${url} had ended: logged in again as ${user}.`
              : `Logged in to ${url} as ${user}.`,
          ),
      });
      return createEngineServer(transport, hostFlag);
    },
    door: async (url, profile) => ({
      account: await accountAt(url, profile),
      transport: await transportTo(url, profile),
    }),
  };
}
