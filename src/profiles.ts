import { join } from 'node:path';
import { LocalFileError, UsageError } from './errors.js';
import { changeJson, whyUnchanged } from './own-files/change-json.js';
import { type JsonObject, readJson, setAside } from './own-files/read-json.js';

/** A host saved under a name, with what it takes to get in. */
export interface Profile {
  readonly name: string;
  readonly host: string;
  /** Who the user is there. */
  readonly username?: string | undefined;
  /** Files of TLS, as whole paths; see http/tls.ts. */
  readonly caFile?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** A profile as the file holds it. */
type SavedHost = Omit<Profile, 'name'>;

/** Hosts that the user saved, and the one in use where a command line names none. */
export interface Profiles {
  /** Path of the file that holds them. */
  readonly file: string;
  list(): Promise<readonly Profile[]>;
  /** @returns the name of the profile in use; undefined means the engine on this machine. */
  current(): Promise<string | undefined>;
  /** @throws UsageError when there is no such profile. */
  find(name: string): Promise<Profile>;
  save(profile: Profile): Promise<void>;
  /** @throws UsageError when there is no such profile. `local` always is: the engine on this machine. */
  use(name: string): Promise<void>;
  /** @throws UsageError when there is no such profile. */
  remove(name: string): Promise<void>;
}

/** The name that stands for the engine on this machine. */
export const LOCAL_PROFILE = 'local';

interface Saved {
  readonly profiles: Readonly<Record<string, SavedHost>>;
  readonly current?: string | undefined;
}

/** What profiles need of the world outside. */
interface ProfilesWorld {
  /** @returns milliseconds since the epoch. */
  readonly now: () => number;
  readonly warn: (text: string) => void;
}

/** @returns the folder of our settings: XDG_CONFIG_HOME, or the platform's own place. */
export function configFolder(
  env: Readonly<Record<string, string | undefined>>,
  homeDir: string,
  platform: NodeJS.Platform,
): string {
  const own = env['OPENQUAKE_CONFIG_DIR'];
  if (own !== undefined && own !== '') return own;
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homeDir, 'AppData', 'Roaming'), 'openquake');
  if (platform === 'darwin') return join(homeDir, 'Library', 'Preferences', 'openquake');
  const xdg = env['XDG_CONFIG_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homeDir, '.config'), 'openquake');
}

/** @returns the saved profiles below a folder. */
export function openProfiles(folder: string, { now, warn }: ProfilesWorld): Profiles {
  const file = join(folder, 'config.json');
  const reading = (cause: unknown): LocalFileError =>
    new LocalFileError(`The settings in ${file} cannot be read.`, {
      cause,
      hint: 'Mend the file, or save your hosts again with openquake profile add: what stands there is then kept under another name.',
    });
  const read = async (): Promise<Saved> => {
    const raw = await readJson(file).catch((cause: unknown) => {
      throw reading(cause);
    });
    // Never taken for empty settings: the next job would go to another server than the user's.
    const saved = checked(raw);
    if (saved === undefined) throw reading(undefined);
    return saved;
  };
  /** @param startsAnew whether it makes sense without what was saved before. */
  const change = async (edit: (saved: Saved) => Saved, startsAnew = false): Promise<void> => {
    try {
      await changeJson(
        file,
        async (raw) => {
          const saved = checked(raw);
          if (saved === undefined && !startsAnew) throw reading(undefined);
          if (saved === undefined)
            warn(`What stood in ${file} could not be read; it is kept as ${await setAside(file, now())}.`);
          const { profiles, current } = edit(saved ?? { profiles: {} });
          const others = saved === undefined || typeof raw === 'string' ? {} : raw;
          return { ...others, profiles, current };
        },
        { followsLink: true },
      );
    } catch (cause) {
      const reason = whyUnchanged(cause);
      throw reason === undefined
        ? cause
        : new LocalFileError(`The settings in ${file} cannot be written: ${reason}.`, { cause });
    }
  };
  const known = (saved: Saved, name: string): Profile => {
    const entry = Object.hasOwn(saved.profiles, name) ? saved.profiles[name] : undefined;
    if (entry !== undefined) return { name, ...entry };
    const names = Object.keys(saved.profiles);
    throw new UsageError(`There is no profile "${name}".`, {
      hint:
        names.length === 0 ? 'Save one: openquake profile add NAME HOST' : `There is: ${names.join(', ')}.`,
    });
  };
  return {
    file,
    list: async () => Object.entries((await read()).profiles).map(([name, host]) => ({ name, ...host })),
    current: async () => (await read()).current,
    find: async (name) => known(await read(), name),
    save: async ({ name, ...host }) => {
      const facts = Object.entries(host).filter(([, fact]) => fact !== undefined && fact !== false);
      const kept = { ...Object.fromEntries(facts), host: host.host };
      await change((saved) => ({ ...saved, profiles: { ...saved.profiles, [name]: kept } }), true);
    },
    use: async (name) =>
      name === LOCAL_PROFILE
        ? change(({ profiles }) => ({ profiles }), true)
        : change((saved) => ({ ...saved, current: known(saved, name).name })),
    remove: async (name) =>
      change((saved) => {
        known(saved, name);
        const profiles = Object.fromEntries(
          Object.entries(saved.profiles).filter(([other]) => other !== name),
        );
        return { profiles, current: saved.current === name ? undefined : saved.current };
      }),
  };
}

/**
 * @param isMeant tells the hosts that are meant, as they were saved.
 * @returns what the profiles of one host say of TLS; undefined where there is none, or they say different things.
 */
export function sameTls(
  profiles: readonly Profile[],
  isMeant: (host: string) => boolean,
): Pick<Profile, 'caFile' | 'clientCert' | 'clientKey' | 'insecure'> | undefined {
  const [first, ...others] = profiles
    .filter(({ host }) => isMeant(host))
    .map(({ caFile, clientCert, clientKey, insecure }) => ({ caFile, clientCert, clientKey, insecure }));
  return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : undefined;
}

/** The file may have been edited by hand. @returns undefined when it is not what this program writes. */
function checked(raw: JsonObject | 'broken' | undefined): Saved | undefined {
  if (raw === 'broken') return undefined;
  const { profiles = {}, current } = raw ?? {};
  if (!isRecord(profiles) || !Object.values(profiles).every(isSavedHost)) return undefined;
  return current === undefined || typeof current === 'string'
    ? { profiles: profiles as Record<string, SavedHost>, current }
    : undefined;
}

function isSavedHost(entry: unknown): boolean {
  if (!isRecord(entry) || typeof entry['host'] !== 'string') return false;
  const { insecure = false } = entry;
  const texts = [entry['username'], entry['caFile'], entry['clientCert'], entry['clientKey']];
  return (
    typeof insecure === 'boolean' && texts.every((text) => ['undefined', 'string'].includes(typeof text))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
