import type { Listing } from '../listing.js';
import { safeLine } from './safe-text.js';

/** A saved host as a list shows it. */
interface ShownProfile {
  readonly name: string;
  /** Undefined for the engine on this machine. */
  readonly host?: string | undefined;
  readonly current: boolean;
  readonly username?: string | undefined;
  readonly caFile?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** A profile as data; what was not saved is left out, but for the host. */
export function profileJson(profile: Omit<ShownProfile, 'current'>): Record<string, unknown> {
  const { name, host, username, caFile, clientCert, clientKey, insecure } = profile;
  const facts = { username, ca_file: caFile, client_cert: clientCert, client_key: clientKey };
  return {
    name,
    host: host ?? null,
    ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
    ...(insecure === true ? { insecure } : {}),
  };
}

/** Saved hosts in a list of rows. */
export const PROFILES: Listing<ShownProfile> = {
  columns: [
    { key: 'current', header: '', cell: ({ current }) => (current ? '*' : '') },
    { key: 'name', header: 'name', cell: ({ name }) => safeLine(name) },
    { key: 'host', header: 'host', cell: ({ host }) => safeLine(host ?? 'the engine on this machine') },
    { key: 'username', header: 'user', cell: ({ username }) => safeLine(username ?? '') },
    { key: 'ca_file', header: 'authorities', cell: ({ caFile }) => safeLine(caFile ?? '') },
    { key: 'client_cert', header: 'certificate', cell: ({ clientCert }) => safeLine(clientCert ?? '') },
    { key: 'client_key', header: 'key', cell: ({ clientKey }) => safeLine(clientKey ?? '') },
    { key: 'insecure', header: 'insecure', cell: ({ insecure }) => (insecure === true ? 'yes' : '') },
  ],
  shown: ['current', 'name', 'host', 'username'],
  json: ({ current, ...profile }) => ({ ...profileJson(profile), current }),
  id: ({ name }) => name,
};
