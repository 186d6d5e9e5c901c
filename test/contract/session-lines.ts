import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guard } from '../support/login-engine.js';
import type { StubEngine } from '../support/stub-engine.js';
import { runMain, testSystem } from '../support/test-system.js';
import type { Line } from './lines.js';

/** A server with login, and a file with the password of its one user. */
const withLogin = async (stub: StubEngine, folder: string): Promise<void> => {
  const door = guard(stub, { ann: 'a secret' });
  stub.may('GET /v1/calc/list', door.inside({ body: [] }));
  stub.may('GET /accounts/login/', { body: '<form></form>' });
  await writeFile(join(folder, 'secret'), 'a secret\n', { mode: 0o600 });
};

const ACCOUNT = ['--username', 'ann', '--password-file', 'secret'];

const loggedIn = async (stub: StubEngine, folder: string): Promise<void> => {
  await withLogin(stub, folder);
  const env = { OPENQUAKE_CONFIG_DIR: join(folder, '..', 'config') };
  const words = ['--host', stub.url, 'login', ...ACCOUNT];
  const { exit, stderr } = await runMain(words, testSystem({ cwd: folder, env }));
  if (exit !== 0) throw new Error(stderr);
};

/** Lines of the verbs about who the user is. */
export const SESSION_LINES: readonly Line[] = [
  { of: 'login', words: ['login', ...ACCOUNT], prepare: withLogin },
  { of: 'whoami', words: ['whoami', ...ACCOUNT], prepare: withLogin },
  { of: 'logout', words: ['logout'], prepare: loggedIn },
];
