import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guard, type GuardedStub } from '../support/login-engine.js';
import type { StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const SECRET = 'Not-To-Be-Seen-7';

interface Scene {
  readonly stub: StubEngine;
  readonly door: GuardedStub;
  readonly folder: string;
  /** Runs words against the stub. Of what any of the runs wrote, nothing is the password: checked at the end. */
  readonly run: (
    words: string,
    more?: { env?: Record<string, string>; answers?: readonly string[] },
  ) => Promise<RunResult>;
}

async function atServerWithLogin(test: (scene: Scene) => Promise<void>, prefix = ''): Promise<void> {
  await withFolder(async (folder) => {
    await withStub(async (stub) => {
      const door = guard(stub, { ann: SECRET, bob: 'bobs-own' }, prefix);
      let written = '';
      const run: Scene['run'] = async (words, more = {}) => {
        const { env = {}, answers } = more;
        const system = testSystem({
          env: { OPENQUAKE_CONFIG_DIR: folder, ...env },
          ...(answers === undefined ? {} : { answers }),
        });
        const result = await runMain(['--host', `${stub.url}${prefix}`, ...words.split(' ')], system);
        written += result.stdout + result.stderr;
        return result;
      };
      await test({ stub, door, folder, run });
      expect(written).not.toContain(SECRET);
      expect(written).not.toMatch(/session\d/);
    });
  });
}

const ASK = { answers: ['ann', SECRET] };

describe('login', () => {
  it('asks for user and password, keeps the session for its owner alone, and uses it', async () => {
    await atServerWithLogin(async ({ stub, door, folder, run }) => {
      stub.on('GET /v1/calc/list', door.inside({ body: [] }));
      const login = await run('login', ASK);
      expect(login).toMatchObject({ exit: 0, stdout: '' });
      expect(login.stderr).toContain(`User on ${stub.url}: `);
      expect(login.stderr).toContain(`Logged in to ${stub.url} as ann.`);
      expect((await stat(join(folder, 'sessions.json'))).mode & 0o777).toBe(0o600);
      expect(await readFile(join(folder, 'sessions.json'), 'utf8')).not.toContain(SECRET);
      expect(await run('--lhc')).toMatchObject({ exit: 0, stdout: 'None\n' });
      expect(stub.seen.at(-1)?.headers.cookie).toBe('sessionid=session1');
      expect(await run('whoami')).toMatchObject({ exit: 0, stdout: 'ann\n' });
    });
  });

  it.each([
    ['stdin', 'login --username ann --password-stdin', { answers: [SECRET] }],
    ['the environment', 'login', { env: { OPENQUAKE_USERNAME: 'ann', OPENQUAKE_PASSWORD: SECRET } }],
  ])('takes the password from %s', async (_from, words, more) => {
    await atServerWithLogin(async ({ run }) => {
      expect(await run(words, more)).toMatchObject({ exit: 0, stdout: '' });
      expect((await run('whoami --json')).stdout).toContain('"username": "ann"');
    });
  });

  it('takes it from a file, and warns when others can read that', async () => {
    await atServerWithLogin(async ({ folder, run }) => {
      const file = join(folder, 'password.txt');
      await writeFile(file, `${SECRET}\nanother line\n`, { mode: 0o600 });
      expect((await run(`login --username ann --password-file ${file}`)).stderr).not.toContain('chmod');
      // As editors on Windows write it.
      await writeFile(file, `\uFEFF${SECRET}\r\n`);
      expect(await run(`login --username ann --password-file ${file}`)).toMatchObject({ exit: 0 });
      await chmod(file, 0o644);
      const login = await run(`login --username ann --password-file ${file}`);
      expect(login).toMatchObject({ exit: 0 });
      expect(login.stderr).toContain(`Others can read the password in ${file}; close it with chmod 600.`);
    });
  });

  it('asks nobody where nobody is, and says how else', async () => {
    await atServerWithLogin(async ({ run }) => {
      const login = await run('login --username ann');
      expect(login).toMatchObject({ exit: 2, stdout: '' });
      expect(login.stderr).toContain(
        '--password-stdin, --password-file FILE or the variable OPENQUAKE_PASSWORD',
      );
      expect((await run('login')).stderr).toContain('Add --username USER.');
    });
  });

  it('tells a wrong password, and keeps the session of before', async () => {
    await atServerWithLogin(async ({ stub, run }) => {
      await run('login', ASK);
      const wrong = await run('login', { answers: ['ann', 'wrong-one'] });
      expect(wrong).toMatchObject({ exit: 4, stdout: '' });
      expect(wrong.stderr).toContain(`${stub.url} does not take this password for ann.`);
      expect(wrong.stderr).not.toContain('wrong-one');
      expect(await run('whoami')).toMatchObject({ exit: 0 });
    });
  });

  it('takes the crash of engine 3.23 for a wrong password, and shows nothing of its page, which repeats it', async () => {
    await atServerWithLogin(async ({ stub, run }) => {
      const body = `AttributeError at /accounts/ajax_login/\n'NoneType' object has no attribute 'META'\n\nPOST:\npassword = '${SECRET}'\n`;
      stub.on('POST /accounts/ajax_login/', { status: 500, headers: { 'content-type': 'text/plain' }, body });
      const login = await run('login --json --debug', ASK);
      expect(login).toMatchObject({ exit: 4 });
      expect(login.stderr).toContain('does not take this password for ann');
    });
  });

  it('does not call every crash of a server that hides its reasons a wrong password', async () => {
    await atServerWithLogin(async ({ stub, run }) => {
      stub.on('POST /accounts/ajax_login/', { status: 500, body: '<h1>Server Error (500)</h1>' });
      const login = await run('login', ASK);
      expect(login).toMatchObject({ exit: 4 });
      expect(login.stderr).toBe(
        `User on ${stub.url}: Password of ann on ${stub.url}: \n` +
          `openquake: ${stub.url} refuses the login of ann with HTTP 500 and no reason: engines 3.23 answer a wrong password so.\n` +
          '  Check user and password. If they are right, the server itself fails: its administrator finds why in its log.\n',
      );
    });
  });

  it('tells a disabled account, and another crash', async () => {
    await atServerWithLogin(async ({ stub, run }) => {
      stub.on(
        'POST /accounts/ajax_login/',
        { status: 403, body: 'Disabled account' },
        { status: 500, body: `OperationalError at /accounts/ajax_login/\nlocked\npassword = '${SECRET}'` },
      );
      const disabled = await run('login', ASK);
      expect(disabled).toMatchObject({ exit: 4 });
      expect(disabled.stderr).toContain(`The account ann on ${stub.url} is disabled.`);
      expect(await run('login', ASK)).toMatchObject({ exit: 7 });
    });
  });

  it('says of a server without login that it asks for none', async () => {
    await withStub(async (stub) => {
      const system = testSystem({ answers: [] });
      const login = await runMain(['--host', stub.url, 'login'], system);
      expect(login).toMatchObject({
        exit: 0,
        stderr: `${stub.url} asks for no login: everybody may use it.\n`,
      });
    });
  });

  it.each(['login --username ann --password-stdin', 'whoami'])(
    'does not take a page for an engine without login: %s',
    async (words) => {
      await atServerWithLogin(async ({ stub, run }) => {
        stub.on('GET /v1/engine_version', { body: '<html><form>Log in</form></html>' });
        const result = await run(words, { answers: [SECRET] });
        expect(result).toMatchObject({ exit: 7, stdout: '' });
        expect(result.stderr).toContain(`What answers at ${stub.url} is not an OpenQuake engine server.`);
        expect(stub.seen.map(({ url }) => url)).toEqual(['/v1/engine_version']);
      });
    },
  );

  it('goes through a proxy, and warns before a password travels readably', async () => {
    await withFolder(async (folder) => {
      await withStub(async (proxy) => {
        guard(proxy, { ann: SECRET }, 'http://far.example:8800');
        const env = { OPENQUAKE_CONFIG_DIR: folder, http_proxy: proxy.url };
        const login = await runMain(['--host', 'far.example', 'login'], testSystem({ env, ...ASK }));
        expect(login).toMatchObject({ exit: 0, stdout: '' });
        expect(login.stderr).toContain('The password travels readably to http://far.example:8800');
        expect(login.stderr).not.toContain(SECRET);
      });
    });
  });
});

describe('a session that has ended', () => {
  it('is an error with the next step where no password is known', async () => {
    await atServerWithLogin(async ({ stub, door, run }) => {
      stub.on('GET /v1/calc/list', door.inside({ body: [] }));
      expect((await run('--lhc')).stderr).toBe(
        `openquake: ${stub.url} asks for a login, and you are not logged in.\n  openquake --host ${stub.url} login\n`,
      );
      await run('login', ASK);
      door.endSessions();
      const list = await run('--lhc');
      expect(list.exit).toBe(4);
      expect(list.stderr).toBe(
        `openquake: Your session as ann on ${stub.url} has ended.\n  openquake --host ${stub.url} login\n`,
      );
    });
  });

  it('is renewed once with a remembered password, and the call goes on', async () => {
    await atServerWithLogin(async ({ stub, door, folder, run }) => {
      stub.on('GET /v1/calc/list', door.inside({ body: [] }));
      const login = await run('login --remember', ASK);
      expect(login.stderr).toContain(`The password is remembered in ${join(folder, 'passwords.json')}.`);
      expect((await stat(join(folder, 'passwords.json'))).mode & 0o777).toBe(0o600);
      door.endSessions();
      const list = await run('--lhc');
      expect(list).toMatchObject({ exit: 0, stdout: 'None\n' });
      expect(list.stderr).toBe(`Your session on ${stub.url} had ended: logged in again as ann.\n`);
      expect(door.logins).toEqual(['ann', 'ann']);
      expect((await run('--lhc')).stderr).toBe('');
    });
  });

  it('is not asked for again when the server takes no notice of it', async () => {
    await atServerWithLogin(async ({ stub, door, run }) => {
      stub.on('GET /v1/calc/list', { status: 302, headers: { location: '/accounts/login/' }, body: '' });
      await run('login --remember', ASK);
      const list = await run('--lhc');
      expect(list).toMatchObject({ exit: 4 });
      expect(list.stderr).toContain('took the login, and asks for it again');
      expect(door.logins).toEqual(['ann', 'ann']);
    });
  });

  it('does not send a job twice: a submission that meets the login is refused, and nothing was submitted', async () => {
    await atServerWithLogin(async ({ stub, door, folder, run }) => {
      const job = await writeTinyJob(join(folder, 'job'));
      await run('login --remember', ASK);
      stub.on('POST /v1/calc/run', (request) => {
        door.endSessions();
        return door.inside({ body: { job_id: 1 } })(request);
      });
      const result = await run(`--run ${job} --no-preflight --upload`);
      expect(result.exit).toBe(4);
      expect(result.stderr).toContain('The job was refused before it was read: nothing was submitted.');
      expect(stub.seen.filter(({ url }) => url === '/v1/calc/run')).toHaveLength(1);
    });
  });

  it('that has ended is renewed before a job is sent', async () => {
    await atServerWithLogin(async ({ stub, door, folder, run }) => {
      const job = await writeTinyJob(join(folder, 'job'));
      await run('login --remember', ASK);
      stub.on('POST /v1/calc/run', door.inside({ body: { job_id: 1 } }));
      // It ends between the first call of the run and the submission.
      stub.on('GET /v1/engine_version', door.inside({ body: '3.26.2' }), (request) => {
        if (door.logins.length === 1) door.endSessions();
        return door.inside({ body: '3.26.2' })(request);
      });
      const result = await run(`--run ${job} --no-preflight --upload --detach`);
      expect(result).toMatchObject({ exit: 0 });
      expect(result.stderr).toContain('had ended: logged in again as ann');
      expect(door.logins).toEqual(['ann', 'ann']);
      expect(stub.seen.filter(({ url }) => url === '/v1/calc/run')).toHaveLength(1);
    });
  });

  it('that cannot be kept is good for the run', async () => {
    await atServerWithLogin(async ({ stub, door, run }) => {
      stub.on('GET /v1/calc/list', door.inside({ body: [] }));
      const env = {
        OPENQUAKE_CONFIG_DIR: '/dev/null/none',
        OPENQUAKE_USERNAME: 'ann',
        OPENQUAKE_PASSWORD: SECRET,
      };
      const list = await run('--lhc', { env });
      expect(list).toMatchObject({ exit: 0, stdout: 'None\n' });
      expect(list.stderr).toMatch(
        /^The session lasts for this run alone. \/dev\/null\/none\/sessions.json cannot be written: .+\n/,
      );
      expect(await run('login', { env })).toMatchObject({ exit: 9 });
    });
  });

  it('is told so behind a path prefix too, where the engine sends to its login page', async () => {
    await atServerWithLogin(async ({ stub, door, run }) => {
      stub.on('GET /oq/v1/calc/list', door.inside({ body: [] }));
      const list = await run('--lhc');
      expect(list).toMatchObject({ exit: 4 });
      expect(list.stderr).toContain('asks for a login, and you are not logged in');
      expect(await run('login --remember', ASK)).toMatchObject({ exit: 0 });
      door.endSessions();
      expect(await run('--lhc')).toMatchObject({ exit: 0, stdout: 'None\n' });
    }, '/oq');
  });
});

describe('what belongs to another user', () => {
  it('is told apart from a session that has ended, and from what is not there', async () => {
    await atServerWithLogin(async ({ stub, door, run }) => {
      await run('login', ASK);
      stub.on('GET /v1/calc/7/status', door.inside({ status: 404, body: '' }));
      stub.on('GET /v1/calc/7', door.inside({ status: 403, body: '' }));
      stub.on('GET /v1/calc/8/status', door.inside({ status: 404, body: '' }));
      stub.on('GET /v1/calc/8', door.inside({ status: 404, body: '' }));
      const foreign = await run('--lo 7');
      expect(foreign.exit).toBe(4);
      expect(foreign.stderr).toContain(`${stub.url} refuses calculation 7 to ann.`);
      expect(await run('--lo 8')).toMatchObject({ exit: 8 });
      const told: unknown = JSON.parse((await run('--lo 7 --json')).stdout);
      expect(told).toMatchObject({ error: { exit_code: 4, reason: 'forbidden', username: 'ann' } });
    });
  });
});

describe('several users of one server', () => {
  it('each have a session; the last login counts, --username chooses', async () => {
    await atServerWithLogin(async ({ run }) => {
      await run('login', ASK);
      await run('login', { answers: ['bob', 'bobs-own'] });
      expect((await run('whoami')).stdout).toBe('bob\n');
      expect((await run('--username ann whoami')).stdout).toBe('ann\n');
      expect((await run('whoami', { env: { OPENQUAKE_USERNAME: 'ann' } })).stdout).toBe('ann\n');
    });
  });
});

describe('logout', () => {
  it('ends the session there, and forgets it here with the password', async () => {
    await atServerWithLogin(async ({ stub, folder, run }) => {
      await run('login --remember', ASK);
      expect(await run('logout')).toMatchObject({ exit: 0, stdout: '' });
      expect(stub.seen.at(-1)).toMatchObject({ method: 'POST', url: '/accounts/ajax_logout/' });
      expect(JSON.parse(await readFile(join(folder, 'sessions.json'), 'utf8'))).toEqual({});
      expect(JSON.parse(await readFile(join(folder, 'passwords.json'), 'utf8'))).toEqual({});
      expect(await run('whoami')).toMatchObject({ exit: 4, stdout: '' });
      expect(await run('logout')).toMatchObject({ exit: 4 });
    });
  });

  it('forgets it here also where the server does not answer', async () => {
    await atServerWithLogin(async ({ stub, folder, run }) => {
      await run('login', ASK);
      stub.on('POST /accounts/ajax_logout/', { cut: 'before-head' });
      const logout = await run('logout');
      expect(logout.exit).toBe(0);
      expect(logout.stderr).toContain('The server could not be told');
      expect(JSON.parse(await readFile(join(folder, 'sessions.json'), 'utf8'))).toEqual({});
    });
  });
});

describe('what is kept', () => {
  it('is closed to others when it was open, with a word', async () => {
    await atServerWithLogin(async ({ folder, run }) => {
      await run('login', ASK);
      const file = join(folder, 'sessions.json');
      await chmod(file, 0o644);
      const who = await run('whoami');
      expect(who.stderr).toContain(`Others could read ${file} until now`);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });
  });

  it('goes to no other server, though a session for it may be there', async () => {
    await atServerWithLogin(async ({ folder, run }) => {
      await run('login', ASK);
      await withStub(async (other) => {
        other.on('GET /v1/calc/list', { body: [] });
        const env = { OPENQUAKE_CONFIG_DIR: folder };
        await runMain(['--host', other.url, '--lhc'], testSystem({ env }));
        expect(other.seen.map(({ headers }) => headers.cookie)).toEqual(other.seen.map(() => undefined));
      });
    });
  });

  it('is a file of JSON, or is kept aside with a word that repeats nothing of it', async () => {
    await atServerWithLogin(async ({ folder, run }) => {
      await mkdir(folder, { recursive: true });
      const broken = `{"x": ${SECRET}`;
      await writeFile(join(folder, 'sessions.json'), broken, { mode: 0o600 });
      const who = await run('whoami');
      expect(who.exit).toBe(4);
      const aside = /sessions\.json is not what this program writes; it is kept as (\S+)\. /.exec(
        who.stderr,
      )?.[1];
      expect(who.stderr).not.toContain(SECRET);
      expect(await readFile(aside ?? '', 'utf8')).toBe(broken);
      expect((await stat(aside ?? '')).mode & 0o777).toBe(0o600);
      expect((await run('login', ASK)).exit).toBe(0);
      expect((await run('whoami')).stderr).not.toContain('kept as');
    });
  });

  it('does not stop a call to a server that wants no login, also where it cannot be kept aside', async () => {
    await withFolder(async (folder) => {
      await withStub(async (open) => {
        open.on('GET /v1/calc/list', { body: [] });
        await mkdir(join(folder, 'sessions.json'));
        const env = { OPENQUAKE_CONFIG_DIR: folder };
        const { exit, stderr } = await runMain(['--host', open.url, '--lhc'], testSystem({ env }));
        expect(exit).toBe(0);
        expect(stderr.split('sessions.json cannot be used: a folder stands where')).toHaveLength(2);
        expect(await readdir(folder)).toEqual(['sessions.json']);
      });
    });
  });
});

describe('a crash page of the server', () => {
  it('shows the cookies of the call, and we do not', async () => {
    await atServerWithLogin(async ({ stub, door, run }) => {
      await run('login', ASK);
      stub.on(
        'GET /v1/calc/list',
        door.inside(({ headers }) => ({
          status: 500,
          headers: { 'content-type': 'text/plain' },
          body: `KeyError at /v1/calc/list\nno ${headers.cookie ?? ''}\n`,
        })),
      );
      const list = await run('--lhc --json');
      expect(list.exit).toBe(7);
      expect(list.stderr).toContain('***');
    });
  });
});
