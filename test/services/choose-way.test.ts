import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseWay, type Sharing, type Way } from '../../src/services/choose-way.js';
import { prepareJob } from '../../src/services/submit-job.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder } from '../support/with-stub.js';

interface Given {
  readonly sharing?: Sharing;
  readonly version?: string;
  readonly overrides?: ReadonlyMap<string, string>;
  /** Size of the sites, in rows of ten bytes. */
  readonly rows?: number;
  readonly sees?: (path: string) => boolean;
}

interface Chosen {
  readonly way: Way;
  readonly asked: readonly string[];
}

/** Has a way chosen for a tiny job, of which nothing may be left behind. */
async function choose(given: Given): Promise<Chosen> {
  const asked: string[] = [];
  let way: Way | undefined;
  await withFolder(async (cwd) => {
    await mkdir(cwd, { recursive: true });
    await writeTinyJob(cwd);
    await writeFile(join(cwd, 'sites.csv'), `lon,lat\n${'13.0,42.0\n'.repeat(given.rows ?? 1)}`);
    const overrides = given.overrides ?? new Map<string, string>();
    const job = await prepareJob({ path: 'job.ini', cwd, overrides, preflight: undefined });
    const before = await readdir(cwd);
    const seesFile = async (path: string): Promise<boolean> => {
      asked.push(path.slice(cwd.length + 1));
      return existsSync(path) && (given.sees?.(path) ?? true);
    };
    way = await chooseWay({ seesFile }, job, given.sharing ?? 'ours', given.version ?? '3.26.2');
    expect(await readdir(cwd)).toEqual(before);
  });
  if (way === undefined) throw new Error('nothing was chosen');
  return { way, asked };
}

const MANY = 200_000;

describe('the engine on this machine', () => {
  it('reads in place by default, and nothing is written to prove it', async () => {
    const { way, asked } = await choose({});
    expect(way).toMatchObject({ kind: 'path', path: expect.stringMatching(/\/job\.ini$/) as string });
    expect(asked.toSorted()).toEqual(['job.ini', 'sites.csv']);
  });

  it.each<[string, Given, Way['kind']]>([
    ['of an earlier release gets the job file alone', { version: '3.23.5', rows: MANY }, 'job-file'],
    ['of an earlier release gets what is small whole', { version: '3.23.5' }, 'upload'],
    [
      'gets other parameters in the job file alone',
      { rows: MANY, overrides: new Map([['random_seed', '2']]) },
      'job-file',
    ],
    ['gets other parameters of a small job whole', { overrides: new Map([['random_seed', '2']]) }, 'upload'],
    ['gets everything with --upload', { sharing: 'upload', rows: MANY }, 'upload'],
    ['gets everything when it cannot read a file', { sees: (path) => !path.endsWith('.csv') }, 'upload'],
  ])('%s', async (_what, given, kind) => {
    expect((await choose(given)).way.kind).toBe(kind);
  });

  it('is not asked what it sees where everything is sent', async () => {
    expect((await choose({ sharing: 'upload' })).asked).toEqual([]);
    expect((await choose({ version: '3.23.5' })).asked).toEqual([]);
  });
});

describe('another host that is said to see the same files', () => {
  it('must see a file that was not there before, first of all', async () => {
    const { way, asked } = await choose({ sharing: 'proven' });
    expect(way.kind).toBe('path');
    expect(asked[0]).toMatch(/^\.openquake-probe-/);
    expect(asked.slice(1).toSorted()).toEqual(['job.ini', 'sites.csv']);
    const other = await choose({ sharing: 'proven', sees: (path) => !path.includes('probe') });
    expect(other.way).toMatchObject({
      kind: 'upload',
      reason: expect.stringContaining('does not see') as string,
    });
    expect(other.asked).toHaveLength(1);
  });
});
