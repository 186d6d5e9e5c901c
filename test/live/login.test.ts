import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority } from '../support/certificates.js';
import { engineUnderTest } from './engine-under-test.js';
import { startNginx, type TlsProxy } from './nginx.js';
import { REPOSITORY, runProgram, startProgram, submittedId } from './program.js';
import { PASSWORDS, PREFIX, type RestrictedEngine, startRestrictedEngine } from './restricted-engine.js';

let engine: RestrictedEngine;
let folder: string;
let tls: TlsProxy;
let authority: string;
/** Everything that any run of the program has written, and the words of its process. */
let written = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-login-test-'));
  engine = await startRestrictedEngine();
  const ca = await makeAuthority(folder);
  authority = ca.file;
  const server = await ca.sign('server', 'DNS:localhost');
  tls = await startNginx(join(folder, 'nginx'), new URL(engine.prefixedUrl).origin, server);
});

afterAll(async () => {
  await tls.stop();
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

type Name = keyof typeof PASSWORDS;

const base = { OPENQUAKE_NO_KEYRING: '1', OPENQUAKE_USERNAME: '', OPENQUAKE_PASSWORD: '' };

/** Each user has a folder of settings, as on a machine of her own. */
function settingsOf(name: string): Record<string, string> {
  return { ...base, OPENQUAKE_CONFIG_DIR: join(folder, `settings-${name}`) };
}

async function as(
  name: string,
  words: readonly string[],
  env: Record<string, string> = {},
  host = engine.url,
) {
  const result = await runProgram(words, { host, env: { ...settingsOf(name), ...env } });
  written += result.stdout + result.stderr;
  return result;
}

/** Logs in with a file, which is how a test can without a terminal. */
async function login(name: Name, host = engine.url, ...more: readonly string[]) {
  const file = join(folder, `${name}.password`);
  await writeFile(file, `${PASSWORDS[name]}\n`, { mode: 0o600 });
  return as(name, ['login', '--username', name, '--password-file', file, ...more], {}, host);
}

const SCENARIO = join(REPOSITORY, 'examples', 'scenario', 'job.ini');

describe('a server with login', () => {
  let aliceId = 0;

  it('asks for one, and takes no wrong password and no disabled account', async () => {
    const outside = await as('nobody', ['--lhc']);
    expect(outside).toMatchObject({ exit: 4, stdout: '' });
    expect(outside.stderr).toContain(`${engine.url} asks for a login, and you are not logged in.`);
    const wrong = await as('nobody', ['login', '--username', 'alice'], {
      OPENQUAKE_PASSWORD: 'wrong-Secret',
    });
    expect(wrong).toMatchObject({ exit: 4, stdout: '' });
    expect(wrong.stderr).toContain('does not take this password for alice');
    expect(wrong.stderr).not.toContain('wrong-Secret');
    expect(await login('gone')).toMatchObject({ exit: 4 });
  });

  it('lets a user in, whose job runs to its end with exports though the session ends in the middle of its log', async () => {
    expect(await login('alice', engine.url, '--remember')).toMatchObject({ exit: 0, stdout: '' });
    expect(await as('alice', ['whoami'])).toMatchObject({ exit: 0, stdout: 'alice\n' });
    const out = join(folder, 'out');
    const words = ['--run', SCENARIO, '--exports', 'csv', '--export-dir', out];
    const run = startProgram(words, { host: engine.url, env: settingsOf('alice') });
    await run.saw(/Calculation \d+ submitted/);
    await engine.endSessions();
    const { exit, stdout, stderr } = await run.ended;
    written += stdout + stderr;
    expect(exit, stderr).toBe(0);
    aliceId = submittedId(stderr);
    // Once each: nothing was submitted twice, as the list of the next test shows as well.
    expect(stderr.match(/logged in again as alice/g)).toHaveLength(1);
    expect(stderr.match(/Calculation \d+ submitted/g)).toHaveLength(1);
    expect((await readdir(out)).length).toBeGreaterThan(0);
  });

  it('shows each user her own, refuses those of others, and a superuser sees all', async () => {
    await login('bob');
    await login('root');
    const lists = await Promise.all(
      ['alice', 'bob', 'root'].map(async (name) => as(name, ['--lhc', '--json'])),
    );
    const ids = lists.map(({ stdout }) => (JSON.parse(stdout) as { id: number }[]).map(({ id }) => id));
    expect(ids).toEqual([[aliceId], [], [aliceId]]);
    const [foreign, missing, seen] = await Promise.all([
      as('bob', ['--lo', String(aliceId)]),
      as('bob', ['--lo', '99999']),
      as('root', ['--lo', String(aliceId)]),
    ]);
    expect(foreign.exit, foreign.stderr).toBe(4);
    expect(foreign.stderr).toContain(`${engine.url} refuses calculation ${aliceId} to bob.`);
    expect(missing.exit).toBe(8);
    expect(seen.exit).toBe(0);
    const kept = await as('bob', ['--dc', String(aliceId), '--yes']);
    expect(kept.exit, kept.stderr).toBe(4);
  });

  it('ends in the middle of a log where no password is known, with the id and the next step', async () => {
    await login('bob');
    const run = startProgram(['--run', SCENARIO], { host: engine.url, env: settingsOf('bob') });
    await run.saw(/Calculation \d+ submitted/);
    await engine.endSessions();
    const { exit, stderr } = await run.ended;
    written += stderr;
    expect(exit).toBe(4);
    expect(stderr).toContain('Your session as bob on');
    expect(stderr).toContain(`openquake --host ${engine.url} login`);
    const id = String(submittedId(stderr));
    expect(stderr).toMatch(new RegExp(`calculation ${id}\\b`, 'i'));
    // The next job would wait for it.
    await login('bob');
    const aborted = await as('bob', ['abort', id, '--yes']);
    expect(aborted.exit, aborted.stderr).toBe(0);
  });

  it('ends a session on the server', async () => {
    await login('alice');
    const kept = join(folder, 'settings-alice', 'sessions.json');
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    const id = /"sessionid": "(\w+)"/.exec(await readFile(kept, 'utf8'))?.[1] ?? '';
    expect(id).not.toBe('');
    expect(await as('alice', ['logout'])).toMatchObject({ exit: 0 });
    const reply = await fetch(`${engine.url}/v1/engine_version`, { headers: { cookie: `sessionid=${id}` } });
    expect(reply.status).toBe(403);
    expect(await as('alice', ['whoami'])).toMatchObject({ exit: 4, stdout: '' });
    expect(written).not.toContain(id);
  });
});

describe('nginx with TLS and a path prefix in front', () => {
  it('is named by a profile, with its authority; a job goes up, its log and results come back', async () => {
    const url = `${tls.url}${PREFIX}`;
    const env = settingsOf('tls');
    const add = ['profile', 'add', 'work', url, '--ca-file', authority, '--username', 'alice'];
    expect(await runProgram(add, { host: '', env })).toMatchObject({ exit: 0 });
    const work = async (...words: readonly string[]) => as('tls', ['--profile', 'work', ...words], {}, '');
    const outside = await work('--lhc');
    expect(outside.exit, outside.stderr).toBe(4);
    expect(outside.stderr).toContain('asks for a login');
    const file = join(folder, 'alice.password');
    expect(await work('login', '--password-file', file, '--remember')).toMatchObject({ exit: 0 });
    await engine.endSessions();
    const out = join(folder, 'out-tls');
    await mkdir(out);
    const done = await work('--run', SCENARIO, '--exports', 'csv', '--export-dir', out);
    expect(done.exit, done.stderr).toBe(0);
    expect(done.stderr).toContain('logged in again as alice');
    const log = await work('--sl', String(submittedId(done.stderr)));
    expect(log.exit).toBe(0);
    expect(log.stdout.split('\n').length).toBeGreaterThan(5);
    expect((await readdir(out)).length).toBeGreaterThan(0);
    expect(await work('logout')).toMatchObject({ exit: 0 });
  });

  it('is refused without its authority, and taken with --insecure and a warning', async () => {
    const url = `${tls.url}${PREFIX}`;
    // Settings of their own: the profile above would lend its authority to this address.
    const refused = await as('no-authority', ['whoami'], {}, url);
    expect(refused.exit).toBe(7);
    expect(refused.stderr).toContain('its TLS certificate comes from an unknown authority');
    const insecure = await as('no-authority', ['--insecure', 'whoami'], {}, url);
    expect(insecure.exit).toBe(4);
    expect(insecure.stderr).toContain('Nobody looks whether');
    expect((await as('tls', ['whoami'], {}, url)).exit).toBe(4);
  });

  it('says so when it is spoken to without TLS', async () => {
    const plain = await as('tls', ['whoami'], {}, `${tls.url.replace('https', 'http')}${PREFIX}`);
    expect(plain.exit).toBe(7);
    expect(plain.stderr).toContain('speaks TLS only');
    expect(plain.stderr).toContain('https://');
  });
});

describe('a server without login', () => {
  it('says that it asks for none', async () => {
    const { url } = engineUnderTest();
    for (const verb of ['login', 'whoami']) {
      const result = await as('nobody', [verb], {}, url);
      expect(result).toMatchObject({ exit: 0, stdout: '' });
      expect(result.stderr).toContain(`${url} asks for no login`);
    }
  });
});

describe('passwords', () => {
  it('stand in nothing that any of these runs wrote', () => {
    expect(written.length).toBeGreaterThan(1000);
    for (const password of Object.values(PASSWORDS)) expect(written).not.toContain(password);
  });
});
