import type { Listing } from '../listing.js';
import { safeLine } from './safe-text.js';

/** A saved host in a list; without a host it is the engine on this machine. */
interface ProfileRow {
  readonly name: string;
  readonly host: string | undefined;
  readonly isCurrent: boolean;
}

/** Saved hosts in a list of rows. */
export const PROFILES: Listing<ProfileRow> = {
  columns: [
    { key: 'current', header: '', cell: ({ isCurrent }) => (isCurrent ? '*' : '') },
    { key: 'name', header: 'name', cell: ({ name }) => safeLine(name) },
    { key: 'host', header: 'host', cell: ({ host }) => safeLine(host ?? 'the engine on this machine') },
  ],
  json: ({ name, host, isCurrent }) => ({ name, host: host ?? null, current: isCurrent }),
  id: ({ name }) => name,
};
