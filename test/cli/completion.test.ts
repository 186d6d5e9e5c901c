import { describe, expect, it } from 'vitest';
import { candidates } from '../../src/cli/completion/candidates.js';
import { completionScript, SHELLS } from '../../src/cli/completion/scripts.js';
import { ENGINE_FLAGS } from '../../src/cli/engine-flags.js';
import { VERBS } from '../../src/cli/verbs.js';
import { statusBody } from '../support/simulated-calculation.js';
import { runMain, testSystem } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';

const SOURCES = {
  calculations: async () => [{ value: '42', text: 'complete classical' }, { value: '7' }],
  profiles: async () => [{ value: 'lab', text: 'my-host' }],
};

async function after(line: string): Promise<string[]> {
  const { words, files } = await candidates(line.split(' '), SOURCES);
  return [...words.map(({ value }) => value), ...(files === 'none' ? [] : [`:${files}`])];
}

describe('what may be typed next', () => {
  it('is every verb at the start', async () => {
    const found = await after('');
    for (const { words } of VERBS) expect(found).toContain(words.split(' ')[0]);
    expect(found).toContain('help');
  });

  it('is every flag that can be used behind a dash, with what it does', async () => {
    const { words } = await candidates(['--'], SOURCES);
    for (const { name, refusal } of ENGINE_FLAGS) {
      expect(words.some(({ value }) => value === `--${name}`)).toBe(refusal === undefined);
    }
    expect(words.every(({ text }) => text !== undefined && text !== '')).toBe(true);
  });

  it.each<[string, readonly string[]]>([
    ['engine st', ['start', 'stop', 'status']],
    ['--run ', [':jobs']],
    ['--run a.ini ', [':jobs']],
    ['check-input ', [':jobs']],
    ['--lo ', ['42', '7']],
    ['--lo 4', ['42']],
    ['--lo=4', ['--lo=42']],
    ['--list-outputs=4', ['--list-outputs=42']],
    ['--eos 42 ', [':folders']],
    ['logs ', ['last', '42', '7']],
    ['--host my-host logs 4', ['42']],
    ['--profile l', ['lab']],
    ['--format ', ['csv', 'tsv']],
    ['--format=c', ['--format=csv']],
    ['--lhc --columns id,stat', ['id,status']],
    ['-l d', ['debug']],
    ['completion b', ['bash']],
    ['schema calculations', ['calculations']],
    ['help exit', ['exit-codes']],
    ['profile add ', []],
    ['--lhc l', []],
  ])('is, after "%s", %j', async (line, expected) => {
    const found = await after(line);
    for (const value of expected) expect(found).toContain(value);
    if (expected.length < 3) expect(found).toHaveLength(expected.length);
  });

  it('is no second thing to do', async () => {
    expect(await after('--lhc --')).not.toContain('--list-risk-calculations');
    expect(await after('logs 7 --')).not.toContain('--run');
    expect(await after('logs 7 --fo')).toContain('--follow');
  });
});

describe('the hidden verb behind the scripts', () => {
  it('asks the server for calculations, newest first, and once in a while only', async () => {
    await withFolder(async (folder) => {
      await withStub(async (stub) => {
        stub.on('GET /v1/calc/list', {
          body: [
            statusBody(7, 'complete', { description: 'tab\there\nand a line' }),
            statusBody(8, 'failed'),
          ],
        });
        const ask = async (): Promise<unknown> =>
          runMain(
            ['__complete', '--host', stub.url, '--lo', ''],
            testSystem({ env: { OPENQUAKE_CACHE_DIR: folder } }),
          );
        const first = await ask();
        expect(first).toMatchObject({ exit: 0, stderr: '' });
        const { stdout } = first as { stdout: string };
        expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['8', '7', ':none', '']);
        expect(stdout.split('\n').every((line) => line.split('\t').length <= 2)).toBe(true);
        expect(await ask()).toEqual(first);
        expect(stub.seen.filter(({ url }) => url.startsWith('/v1/calc/list'))).toHaveLength(1);
      });
    });
  });

  it.each([
    ['a server that is not there', ['--host', 'http://127.0.0.1:9', '--lo', '']],
    ['no host, and no engine on this machine', ['--lo', '']],
    ['a host that is none', ['--host', 'ftp://x', '--lo', '']],
    ['a profile that is none', ['--profile', 'none', 'logs', '9']],
  ])('is silent about %s', async (_what, words) => {
    await withFolder(async (folder) => {
      const env = { OPENQUAKE_CACHE_DIR: folder, OPENQUAKE_DATA_DIR: folder, OPENQUAKE_CONFIG_DIR: folder };
      const { exit, stdout, stderr } = await runMain(['__complete', ...words], testSystem({ env }));
      expect([exit, stdout, stderr]).toEqual([0, ':none\n', '']);
    });
  });

  it('takes the word that PowerShell sends for an empty one', async () => {
    const { stdout } = await runMain(['__complete', 'engine', '--current-word-is-empty']);
    expect(stdout).toContain('start\t');
  });
});

describe('a completion script', () => {
  it.each(SHELLS)('is printed for %s', async (shell) => {
    const { exit, stdout } = await runMain(['completion', shell]);
    expect([exit, stdout]).toEqual([0, completionScript(shell)]);
    expect(stdout).toContain('__complete');
  });

  it('is not there for other shells', async () => {
    const { exit, stderr } = await runMain(['completion', 'bsh']);
    expect(exit).toBe(2);
    expect(stderr).toContain('Did you mean bash?');
  });
});
