import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LocalFileError, UsageError } from './errors.js';

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
  profiles: Record<string, SavedHost>;
  current?: string;
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

/** @returns the saved profiles below a folder. conf is loaded only where a file exists or is to be written. */
export function openProfiles(folder: string): Profiles {
  const file = join(folder, 'config.json');
  const store = async (): Promise<{ get(): Saved; set(saved: Saved): void }> => {
    const { default: Conf } = await import('conf');
    const conf = new Conf<Saved>({
      cwd: folder,
      configName: 'config',
      defaults: { profiles: {} },
      clearInvalidConfig: false,
    });
    return {
      get: () => ({ profiles: conf.get('profiles', {}), ...optional(conf.get('current')) }),
      set: (saved) => {
        conf.set('profiles', saved.profiles);
        if (saved.current === undefined) conf.delete('current');
        else conf.set('current', saved.current);
      },
    };
  };
  const read = async (): Promise<Saved> => {
    if (!existsSync(file)) return { profiles: {} };
    try {
      return checked((await store()).get());
    } catch (cause) {
      throw new LocalFileError(`The settings in ${file} cannot be read.`, {
        cause,
        hint: 'Mend the file, or move it away and save your hosts again with openquake profile add.',
      });
    }
  };
  const change = async (edit: (saved: Saved) => Saved): Promise<void> => {
    const saved = edit(await read());
    try {
      (await store()).set(saved);
    } catch (cause) {
      throw new LocalFileError(`The settings in ${file} cannot be written.`, { cause });
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
      await change((saved) => ({ ...saved, profiles: { ...saved.profiles, [name]: kept } }));
    },
    use: async (name) =>
      change((saved) => {
        if (name === LOCAL_PROFILE) return { profiles: saved.profiles };
        return { ...saved, current: known(saved, name).name };
      }),
    remove: async (name) =>
      change((saved) => {
        known(saved, name);
        const profiles = Object.fromEntries(
          Object.entries(saved.profiles).filter(([other]) => other !== name),
        );
        return { profiles, ...optional(saved.current === name ? undefined : saved.current) };
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

/** The file may have been edited by hand. @throws Error when it is not what this program writes. */
function checked(saved: { readonly profiles: unknown; readonly current?: unknown }): Saved {
  const { profiles, current } = saved;
  const isFine =
    isRecord(profiles) &&
    Object.values(profiles).every((entry) => isSavedHost(entry)) &&
    (current === undefined || typeof current === 'string');
  if (!isFine) throw new Error('profiles must be an object of names, each with a host');
  return saved as Saved;
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

function optional(current: string | undefined): { current?: string } {
  return current === undefined ? {} : { current };
}
