import type { PrivateFile } from './private-file.js';

/** The cookies of a session, and whose it is. */
export interface SavedSession {
  readonly user: string;
  readonly sessionid: string;
  readonly csrftoken?: string | undefined;
}

/** Sessions by server and user; of each server the user who logged in last is the one in use. */
export interface Sessions {
  /** Path of the file that holds them. */
  readonly path: string;
  /** @param user undefined for the one in use. */
  find(server: string, user: string | undefined): Promise<SavedSession | undefined>;
  /** Keeps a session. @param use makes its user the one in use. */
  keep(server: string, session: SavedSession, use: boolean): Promise<void>;
  /** Forgets a user of a server. @returns whether there was anything to forget. */
  forget(server: string, user: string): Promise<boolean>;
  /** Every server with its users, for those who forget them all. */
  all(): Promise<readonly { readonly server: string; readonly user: string }[]>;
}

interface Entry {
  readonly current?: string | undefined;
  readonly users: Readonly<
    Record<string, { readonly sessionid: string; readonly csrftoken?: string | undefined }>
  >;
}

/** @returns the sessions that a file keeps. */
export function openSessions(file: PrivateFile): Sessions {
  const entryOf = (all: Readonly<Record<string, unknown>>, server: string): Entry =>
    Object.hasOwn(all, server) ? readEntry(all[server]) : { users: {} };
  return {
    path: file.path,
    async find(server, user) {
      const { current, users } = entryOf(await file.read(), server);
      const name = user ?? current;
      const session = name !== undefined && Object.hasOwn(users, name) ? users[name] : undefined;
      return name === undefined || session === undefined ? undefined : { user: name, ...session };
    },
    async keep(server, { user, sessionid, csrftoken }, use) {
      const session = { sessionid, ...(csrftoken === undefined ? {} : { csrftoken }) };
      await file.change((all) => {
        const { current, users } = entryOf(all, server);
        const name = use ? user : (current ?? user);
        return { ...all, [server]: { current: name, users: { ...users, [user]: session } } };
      });
    },
    async forget(server, user) {
      if (!Object.hasOwn(entryOf(await file.read(), server).users, user)) return false;
      await file.change((all) => {
        const { current, users } = entryOf(all, server);
        const left = Object.fromEntries(Object.entries(users).filter(([name]) => name !== user));
        const others = Object.fromEntries(Object.entries(all).filter(([name]) => name !== server));
        const next = current === user ? Object.keys(left)[0] : current;
        const entry = { ...(next === undefined ? {} : { current: next }), users: left };
        return Object.keys(left).length === 0 ? others : { ...others, [server]: entry };
      });
      return true;
    },
    async all() {
      return Object.entries(await file.read()).flatMap(([server, entry]) =>
        Object.keys(readEntry(entry).users).map((user) => ({ server, user })),
      );
    },
  };
}

/** The file may have been edited by hand: what is no session is not there. */
function readEntry(value: unknown): Entry {
  if (!isRecord(value) || !isRecord(value['users'])) return { users: {} };
  const users = Object.fromEntries(
    Object.entries(value['users']).flatMap(([name, cookies]) => {
      if (!isRecord(cookies) || !isToken(cookies['sessionid'])) return [];
      const csrftoken = cookies['csrftoken'];
      return [[name, { sessionid: cookies['sessionid'], ...(isToken(csrftoken) ? { csrftoken } : {}) }]];
    }),
  );
  const current = value['current'];
  return { users, ...(typeof current === 'string' ? { current } : {}) };
}

/** What may stand in a header. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]+$/.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
