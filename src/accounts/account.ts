import type { SavedSession, Sessions } from './sessions.js';
import type { Secrets } from './secrets.js';

/** Who the user is on one server, as far as this machine knows. */
export interface Account {
  /** Base URL of the server. */
  readonly server: string;
  /** Whom the command line, the environment or the profile names. */
  readonly named: string | undefined;
  readonly sessions: Sessions;
  readonly secrets: Secrets;
  /** The named user, or the one who logged in last. */
  user(): Promise<string | undefined>;
  saved(): Promise<SavedSession | undefined>;
  save(cookies: Omit<SavedSession, 'user'>): Promise<void>;
  /** The password of the environment or of a file that it names. @throws UsageError when that file is none. */
  preset(): Promise<string | undefined>;
  /** The password where it is known without asking anybody: the environment, then what was remembered. */
  secret(): Promise<string | undefined>;
}

/** What an account is made of. */
interface AccountParts {
  readonly server: string;
  readonly named: string | undefined;
  readonly sessions: Sessions;
  readonly secrets: Secrets;
  readonly preset: () => Promise<string | undefined>;
}

/** @returns the account on a server; nothing is read yet. */
export function createAccount(parts: AccountParts): Account {
  const { server, named, sessions, secrets, preset } = parts;
  const user = async (): Promise<string | undefined> =>
    named ?? (await sessions.find(server, undefined))?.user;
  return {
    ...parts,
    user,
    saved: async () => sessions.find(server, named),
    save: async (cookies) => {
      const name = await user();
      // A session that a run opened by itself changes nothing for other runs.
      if (name !== undefined) await sessions.keep(server, { user: name, ...cookies }, false);
    },
    secret: async () => {
      const given = await preset();
      if (given !== undefined) return given;
      const name = await user();
      return name === undefined ? undefined : (await secrets.find(server, name))?.password;
    },
  };
}
