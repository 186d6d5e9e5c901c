import { lstat, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder, type Profile, sameTls } from '../src/profiles.js';
import { type RunResult, runMain, testSystem } from './support/test-system.js';
import { withFolder, withStub } from './support/with-stub.js';

type Run = (line: string, env?: Record<string, string>) => Promise<RunResult>;

/** Runs lines that share a folder of settings. */
async function withSettings(test: (run: Run, file: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await test(
      async (line, env = {}) =>
        runMain(line.split(' '), testSystem({ env: { OPENQUAKE_CONFIG_DIR: folder, ...env } })),
      join(folder, 'config.json'),
    );
  });
}

describe('a saved host', () => {
  it('is added, listed, used and removed', async () => {
    await withSettings(async (run) => {
      expect(await run('profile add lab my-host:9000')).toEqual({
        exit: 0,
        stdout: '',
        stderr: 'Saved. Use it: openquake --profile lab ..., or for good: openquake profile use lab\n',
      });
      await run('profile add home http://10.0.0.7/engine');
      expect((await run('profile use lab')).stderr).toBe('Commands without --host now use profile lab.\n');
      expect((await run('profile list')).stdout.split('\n').map((line) => line.trimEnd())).toEqual([
        expect.stringMatching(/name +host/) as string,
        expect.stringMatching(/^ +local +the engine on this machine$/) as string,
        expect.stringMatching(/^\* +lab +my-host:9000$/) as string,
        expect.stringMatching(/^ +home +http:\/\/10\.0\.0\.7\/engine$/) as string,
        '',
      ]);
      expect(JSON.parse((await run('profile list --json')).stdout)).toEqual([
        { name: 'local', host: null, current: false },
        { name: 'lab', host: 'my-host:9000', current: true },
        { name: 'home', host: 'http://10.0.0.7/engine', current: false },
      ]);
      expect((await run('profile remove lab')).exit).toBe(0);
      // What was in use is no more: back to the engine on this machine.
      expect(JSON.parse((await run('profile list --json')).stdout)).toEqual([
        { name: 'local', host: null, current: true },
        { name: 'home', host: 'http://10.0.0.7/engine', current: false },
      ]);
    });
  });

  it('is put aside for the engine on this machine', async () => {
    await withSettings(async (run) => {
      await run('profile add lab my-host');
      await run('profile use lab');
      expect((await run('profile use local')).stderr).toContain('now use the engine on this machine');
      expect(JSON.parse((await run('profile list --json')).stdout)).toMatchObject([
        { name: 'local', current: true },
        { name: 'lab', current: false },
      ]);
    });
  });

  it.each([
    ['profile use lab', 'There is no profile "lab".'],
    ['profile remove lab', 'There is no profile "lab".'],
    ['profile use constructor', 'There is no profile "constructor".'],
    ['--profile lab --lhc', 'There is no profile "lab".'],
    ['--profile toString --lhc', 'There is no profile "toString".'],
    ['profile add local my-host', '"local" cannot be the name of a profile.'],
    ['profile add ../x my-host', '"../x" cannot be the name of a profile.'],
    ['profile add __proto__ my-host', '"__proto__" cannot be the name of a profile.'],
    ['profile add lab ftp://my-host', 'not an http or https address'],
    ['profile add lab http://me:hunter2@my-host', 'A password in the host'],
  ])('is refused: %s', async (line, words) => {
    await withSettings(async (run) => {
      const { exit, stdout, stderr } = await run(line);
      expect([exit, stdout]).toEqual([2, '']);
      expect(stderr).toContain(words);
      expect(stderr).not.toContain('hunter2');
    });
  });

  it('may have a name that every object has', async () => {
    await withSettings(async (run) => {
      await run('profile add constructor my-host');
      expect((await run('profile use constructor')).exit).toBe(0);
    });
  });

  it('tells which there are, when the name is wrong', async () => {
    await withSettings(async (run) => {
      await run('profile add lab my-host');
      await run('profile add home other');
      expect((await run('--profile lob --lhc')).stderr).toContain('There is: lab, home.');
    });
  });
});

describe('a broken file of settings', () => {
  it.each([
    ['no JSON', '{"profiles": {'],
    ['nothing', ''],
    ['another shape', '{"profiles": ["my-host"]}'],
    ['a host that is none', '{"profiles": {"lab": "my-host"}}'],
    ['a number for a name', '{"profiles": {}, "current": 7}'],
  ])('is named and left as it is, until hosts are saved anew: %s', async (_what, text) => {
    await withSettings(async (run, file) => {
      await writeFile(file, text);
      for (const line of ['profile list', 'profile use lab', 'profile remove lab', '--lhc']) {
        const { exit, stderr } = await run(line);
        expect([line, exit]).toEqual([line, 9]);
        expect(stderr).toContain(`The settings in ${file} cannot be read.`);
        expect(stderr).toContain('Mend the file');
        expect(await readFile(file, 'utf8')).toBe(text);
      }
      for (const [time, line] of ['profile add lab my-host', 'profile use local'].entries()) {
        await writeFile(file, text);
        const { exit, stderr } = await run(line);
        expect([line, exit]).toEqual([line, 0]);
        const kept = (await readdir(dirname(file))).filter((name) => name.startsWith('config.json.broken-'));
        expect(kept).toHaveLength(time + 1);
        const aside = /it is kept as (\S+)\./.exec(stderr)?.[1] ?? '';
        expect(kept).toContain(basename(aside));
        expect(await readFile(aside, 'utf8')).toBe(text);
      }
      expect(JSON.parse((await run('profile list --json')).stdout)).toHaveLength(1);
    });
  });

  it('does not matter where a host is named', async () => {
    await withSettings(async (run, file) => {
      await writeFile(file, 'rubbish');
      await withStub(async (stub) => {
        stub.on('GET /v1/calc/list', { body: [] });
        expect((await run(`--host ${stub.url} --lhc`)).stdout).toBe('None\n');
      });
    });
  });

  it('is named when it cannot be written', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, 'x'));
      await writeFile(join(folder, 'x', 'file'), '');
      const system = testSystem({ env: { OPENQUAKE_CONFIG_DIR: join(folder, 'x', 'file') } });
      const { exit, stderr } = await runMain(['profile', 'add', 'lab', 'my-host'], system);
      expect(exit).toBe(9);
      expect(stderr).toContain('cannot be written');
    });
  });
});

describe('the file of settings', () => {
  it('may be a link, and keeps what other releases have written', async () => {
    await withSettings(async (run, file) => {
      await run('profile add lab my-host');
      const settings = JSON.parse(await readFile(file, 'utf8')) as object;
      const elsewhere = join(dirname(file), 'dotfiles.json');
      await writeFile(file, JSON.stringify({ ...settings, later: { a: 1 } }));
      await rename(file, elsewhere);
      await symlink(elsewhere, file);
      await run('profile use lab');
      expect((await lstat(file)).isSymbolicLink()).toBe(true);
      expect(JSON.parse(await readFile(elsewhere, 'utf8'))).toEqual({
        profiles: { lab: { host: 'my-host' } },
        current: 'lab',
        later: { a: 1 },
      });
      expect((await readdir(dirname(file))).sort()).toEqual(['config.json', 'dotfiles.json']);
    });
  });
});

describe('the server that is asked', () => {
  it('is that of the flag, else of the environment, else of the profile named, else of the one in use', async () => {
    await withSettings(async (run) => {
      const asked = async (line: string, env: Record<string, string> = {}): Promise<string | undefined> =>
        /Cannot reach http:\/\/127\.0\.0\.1:(\d+)/.exec((await run(`${line} --lhc`.trim(), env)).stderr)?.[1];
      await run('profile add one 127.0.0.1:1');
      await run('profile add two 127.0.0.1:2');
      await run('profile use one');
      const host = { OPENQUAKE_HOST: '127.0.0.1:3' };
      const profile = { OPENQUAKE_PROFILE: 'two' };
      expect(await asked('')).toBe('1');
      expect(await asked('', profile)).toBe('2');
      expect(await asked('--profile two')).toBe('2');
      expect(await asked('', host)).toBe('3');
      expect(await asked('', { ...host, ...profile })).toBe('3');
      expect(await asked('--host 127.0.0.1:4', { ...host, ...profile })).toBe('4');
      expect(await asked('--host 127.0.0.1:4 --profile two', host)).toBe('4');
      // A flag wins over the environment, of whatever kind.
      expect(await asked('--profile two', host)).toBe('2');
      expect(await asked('', { OPENQUAKE_HOST: '' })).toBe('1');
    });
  });
});

describe('the folder of the settings', () => {
  it.each([
    [{ OPENQUAKE_CONFIG_DIR: '/c' }, 'linux', '/c'],
    [{ XDG_CONFIG_HOME: '/xdg' }, 'linux', '/xdg/openquake'],
    [{ XDG_CONFIG_HOME: '' }, 'linux', '/home/me/.config/openquake'],
    [{}, 'linux', '/home/me/.config/openquake'],
    [{}, 'darwin', '/home/me/Library/Preferences/openquake'],
  ] as const)('with %j on %s is %s', (env, platform, folder) => {
    expect(configFolder(env, '/home/me', platform)).toBe(folder);
  });
});

describe('TLS of a saved host', () => {
  const saved = (host: string, more: Partial<Profile> = {}): Profile => ({ name: 'one', host, ...more });
  const isMeant = (host: string): boolean => host === 'https://my-host';

  it.each([
    ['no profile', [], undefined],
    ['a profile of another host', [saved('https://other', { caFile: '/ca.pem' })], undefined],
    [
      'the only one',
      [saved('https://my-host', { caFile: '/ca.pem', username: 'ann' })],
      { caFile: '/ca.pem' },
    ],
    [
      'two that say the same',
      [
        saved('https://my-host', { insecure: true, username: 'ann' }),
        saved('https://my-host', { insecure: true }),
      ],
      { insecure: true },
    ],
    [
      'two that do not',
      [saved('https://my-host', { caFile: '/ca.pem' }), saved('https://my-host', { insecure: true })],
      undefined,
    ],
  ])('for the same address: %s', (_name, profiles, tls) => {
    expect(sameTls(profiles, isMeant)).toEqual(tls);
  });

  it('holds for --host too, and broken settings are not asked', async () => {
    await withSettings(async (run, file) => {
      const ca = file.replace('config.json', 'ca.pem');
      await run('profile add work https://localhost:1/oq');
      const settings = JSON.parse(await readFile(file, 'utf8')) as { profiles: { work: object } };
      settings.profiles.work = { ...settings.profiles.work, caFile: ca };
      await writeFile(file, JSON.stringify(settings));
      const list = 'jobs --patience 0 --host https://localhost:1/oq/';
      // Whoever reads the file that the profile names has taken its settings.
      expect((await run(list)).stderr).toContain(`--ca-file ${ca}: there is no such file.`);
      expect((await run(list.replace('/oq/', '/other'))).exit).toBe(7);
      await writeFile(file, '{');
      expect((await run(list)).exit).toBe(7);
    });
  });
});
