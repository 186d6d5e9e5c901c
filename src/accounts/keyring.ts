import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withoutSecrets } from '../secret-variables.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The system's own store of passwords. Every call may fail (locked, nobody to unlock it): that is an answer, no error. */
export interface Keyring {
  /** As people know it. */
  readonly name: string;
  find(server: string, user: string): Promise<string | undefined>;
  /** @returns whether it took it. */
  keep(server: string, user: string, password: string): Promise<boolean>;
  forget(server: string, user: string): Promise<boolean>;
}

/** A dialogue to unlock the keyring may be open; a keyring that hangs must not stop a run for ever. */
const ANSWER_WITHIN_MS = 120_000;

/**
 * @returns the keyring of this machine: libsecret's `secret-tool` where a session bus is there, `security` on macOS;
 * undefined where there is none. Passwords go in and out through pipes, never as words of a command line.
 */
export function findKeyring(env: Environment, platform: NodeJS.Platform): Keyring | undefined {
  if (platform === 'darwin') {
    const program = onPath('security', env);
    return program === undefined ? undefined : macKeychain(program, env);
  }
  if (platform === 'win32' || (env['DBUS_SESSION_BUS_ADDRESS'] ?? '') === '') return undefined;
  const program = onPath('secret-tool', env);
  return program === undefined ? undefined : secretService(program, env);
}

/** Attributes by which a password is found again. */
function secretService(program: string, env: Environment): Keyring {
  const attributes = (server: string, user: string): string[] => [
    'service',
    'openquake',
    'server',
    server,
    'username',
    user,
  ];
  return {
    name: 'the system keyring',
    find: async (server, user) => {
      const { code, output } = await run(program, ['lookup', ...attributes(server, user)], '', env);
      // It prints the password as it is, and says "not found" by its exit code.
      return code === 0 && output !== '' ? output : undefined;
    },
    keep: async (server, user, password) => {
      const label = `--label=OpenQuake ${user} at ${server}`;
      const { code } = await run(program, ['store', label, ...attributes(server, user)], password, env);
      return code === 0;
    },
    forget: async (server, user) =>
      (await run(program, ['clear', ...attributes(server, user)], '', env)).code === 0,
  };
}

function macKeychain(program: string, env: Environment): Keyring {
  const place = (server: string, user: string): string[] => ['-s', `openquake ${server}`, '-a', user];
  return {
    name: 'the keychain',
    find: async (server, user) => {
      const { code, output } = await run(
        program,
        ['find-generic-password', ...place(server, user), '-w'],
        '',
        env,
      );
      return code === 0 ? output.replace(/\n$/, '') : undefined;
    },
    keep: async (server, user, password) => {
      // "-i" reads whole commands from its input: as a word of the command line everybody could read it.
      const words = ['add-generic-password', '-U', ...place(server, user), '-w', password]
        .map(quoted)
        .join(' ');
      return (await run(program, ['-i'], `${words}\n`, env)).code === 0;
    },
    forget: async (server, user) =>
      (await run(program, ['delete-generic-password', ...place(server, user)], '', env)).code === 0,
  };
}

function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function onPath(name: string, env: Environment): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

async function run(
  program: string,
  words: readonly string[],
  input: string,
  env: Environment,
): Promise<{ readonly code: number; readonly output: string }> {
  // The password may stand in our environment; the child has no need of it.
  const child = spawn(program, words, {
    env: withoutSecrets(env),
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: ANSWER_WITHIN_MS,
  });
  const chunks: Buffer[] = [];
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: 127, output: '' }));
    child.once('close', (code) =>
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }),
    );
    child.stdin.end(input);
  });
}
