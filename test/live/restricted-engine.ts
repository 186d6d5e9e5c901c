import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serverFiles } from '../../src/local-engine/folders.js';
import { choosePorts } from '../../src/local-engine/ports.js';
import { serverConfig, serverEnvironment } from '../../src/local-engine/server-environment.js';
import { engineUnderTest } from './engine-under-test.js';
import { testCacheFolder } from './local-engine-at.js';

const run = promisify(execFile);

/** Two users, one who sees everything, one who may not come in. */
export const PASSWORDS = {
  alice: 'alice-Secret-1',
  bob: 'bob-Secret-2',
  root: 'root-Secret-3',
  gone: 'gone-Secret-4',
} as const;

/** What the engine in mode RESTRICTED needs besides its wheels, exactly. */
const EXTRA_PACKAGES = ['django-cookie-consent==1.0.0', 'django-appconf==1.2.0'];

/** Read by the engine's settings from the path of modules: the installed engine stays as it is. */
const LOCAL_SETTINGS = `import os
APPLICATION_MODE = 'RESTRICTED'
WEBUI_PATHPREFIX = os.environ.get('WEBUI_PATHPREFIX', '')
EMAIL_BACKEND = 'django.core.mail.backends.dummy.EmailBackend'
ROOT_URLCONF = 'restricted_urls'
`;

/** The engine wants templates for mails that its wheels do not hold; no mail is sent here. */
const RESTRICTED_URLS = `import os.path
is_file = os.path.isfile
os.path.isfile = lambda path: 'registration' in str(path) or is_file(path)
from openquake.server.urls import urlpatterns  # noqa
os.path.isfile = is_file
`;

export const PREFIX = '/path/prefix';

/** An engine with login, and the same one below a path prefix; they share database and calculations. */
export interface RestrictedEngine {
  readonly url: string;
  /** With {@link PREFIX}. */
  readonly prefixedUrl: string;
  /** Removes every session from the database, as if all had run out. */
  endSessions(): Promise<void>;
  /** Everything that the servers wrote. */
  readonly logFile: string;
  stop(): Promise<void>;
}

/** Starts the engine under test anew, in mode RESTRICTED, with a database of its own. */
export async function startRestrictedEngine(): Promise<RestrictedEngine> {
  const { python } = engineUnderTest();
  const overlay = await prepareOverlay(python);
  const folder = await mkdtemp(join(tmpdir(), 'openquake-login-'));
  const files = serverFiles({ data: folder, engines: folder });
  await mkdir(files.oqdata, { recursive: true });
  await mkdir(files.scratch, { recursive: true });
  const ports = await choosePorts(undefined, Math.random);
  const prefixedPort = (await choosePorts(undefined, Math.random)).web;
  await writeFile(files.config, serverConfig(files, ports));
  const env = { ...serverEnvironment(process.env, files), PYTHONPATH: overlay };
  const users = Object.entries(PASSWORDS).map(([name, password]) => ({
    name,
    password,
    superuser: name === 'root',
    active: name !== 'gone',
  }));
  await run(python, [join(import.meta.dirname, 'make_users.py'), JSON.stringify(users)], {
    env,
    cwd: files.home,
  });

  const log = await open(files.log, 'a');
  const start = (words: readonly string[], more: Record<string, string> = {}): ChildProcess =>
    spawn(python, words, {
      env: { ...env, ...more },
      cwd: files.home,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    });
  const children = [start(['-m', 'openquake.commands', 'webui', 'start', `127.0.0.1:${ports.web}`, '-s'])];
  const url = `http://127.0.0.1:${ports.web}`;
  const prefixedUrl = `http://127.0.0.1:${prefixedPort}${PREFIX}`;
  const stop = async (): Promise<void> => {
    for (const { pid } of children) {
      if (pid === undefined) continue;
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await log.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answers(`${url}/v1/engine_version`, 403);
    children.push(
      start(['-m', 'openquake.server.manage', 'runserver', '--noreload', `127.0.0.1:${prefixedPort}`], {
        WEBUI_PATHPREFIX: PREFIX,
      }),
    );
    await answers(`${prefixedUrl}/v1/engine_version`, 302);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    prefixedUrl,
    logFile: files.log,
    stop,
    endSessions: async () => {
      const code =
        'import sqlite3,sys; c=sqlite3.connect(sys.argv[1],timeout=30); c.execute("DELETE FROM django_session"); c.commit()';
      await run(python, ['-c', code, join(files.oqdata, 'db.sqlite3')]);
    },
  };
}

/** Installed once for each machine and engine, beside the engine. */
async function prepareOverlay(python: string): Promise<string> {
  const folder = join(testCacheFolder(), 'login-overlay');
  await mkdir(folder, { recursive: true });
  if (!existsSync(join(folder, 'cookie_consent'))) {
    await run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-deps',
      '--target',
      folder,
      ...EXTRA_PACKAGES,
    ]);
  }
  await writeFile(join(folder, 'local_settings.py'), LOCAL_SETTINGS);
  await writeFile(join(folder, 'restricted_urls.py'), RESTRICTED_URLS);
  return folder;
}

async function answers(url: string, status: number): Promise<void> {
  const untilMs = Date.now() + 180_000;
  for (;;) {
    const reply = await fetch(url, { redirect: 'manual' }).catch(() => undefined);
    if (reply?.status === status) return;
    if (Date.now() > untilMs)
      throw new Error(`${url} does not answer ${status}, but ${reply?.status ?? 'nothing'}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
