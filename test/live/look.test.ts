import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineUnderTest, runOq } from './engine-under-test.js';
import { runProgram, submittedId } from './program.js';

const SCENARIO = join('examples', 'scenario', 'job.ini');
const FAILING = ['--run', SCENARIO, '-p', 'maximum_distance=0.001', '--no-preflight'];

const hasTags = Number(engineUnderTest().version.split('.')[1]) >= 25;

interface Row {
  readonly id: number;
  readonly status: string;
  readonly calculation_mode: string;
}

let folder: string;
/** A complete calculation, and one that failed. */
let done: number;
let failed: number;

async function json(words: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await runProgram([...words, '--json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

async function idsOf(words: readonly string[]): Promise<number[]> {
  const { stdout } = await runProgram([...words, '--quiet']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-look-'));
  done = submittedId((await runProgram(['--run', SCENARIO])).stderr);
  failed = submittedId((await runProgram(FAILING)).stderr);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('looking', () => {
  it('lists what the engine lists, newest first', async () => {
    const rows = (await json(['jobs'])) as Row[];
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).toSorted((a, b) => b - a));
    const listed = [...(await runOq('engine', '--lhc')).stdout.matchAll(/^ *(\d+)\s*\|/gm)];
    const hazard = await idsOf(['jobs', '--mode', 'hazard']);
    expect(hazard.toSorted((a, b) => a - b)).toEqual(
      listed.map((match) => Number(match[1])).toSorted((a, b) => a - b),
    );
    expect(await idsOf(['jobs', '--status', 'complete'])).toContain(done);
    expect(await idsOf(['jobs', '--status', 'failed', '--since', '1h'])).toContain(failed);
    expect(await idsOf(['jobs', '--limit', '1'])).toEqual([Math.max(...rows.map(({ id }) => id))]);
  });

  it('shows all of a complete and of a failed calculation', async () => {
    const [good, bad] = (await json(['show', `${done},${failed}`])) as Record<string, unknown>[];
    expect(good).toMatchObject({ id: done, status: 'complete', calculation_mode: 'scenario', error: null });
    expect(good?.['duration_s']).toBeGreaterThanOrEqual(0);
    expect(good?.['outputs']).not.toHaveLength(0);
    expect(bad).toMatchObject({ id: failed, status: 'failed', outputs: [] });
    expect(bad?.['error']).toMatch(/Error|Exception|Killed/);
  });

  it('names calculations by selectors, in verbs and in the flags of the engine', async () => {
    expect(await idsOf(['show', 'last'])).toEqual([failed]);
    expect(await idsOf(['show', 'last-1,-1'])).toEqual([done, failed]);
    expect(await idsOf(['show', `${done}-${failed}`])).toEqual([done, failed]);
    expect((await runProgram(['--lo', 'last-1'])).stdout).toBe(
      (await runProgram(['--lo', String(done)])).stdout,
    );
    const unknown = await runProgram(['unshare', `${done},${failed + 1000}`]);
    expect(unknown).toMatchObject({ exit: 8, stdout: '' });
  });

  it('exports one output by its type', async () => {
    const outputs = (await json(['outputs', String(done)])) as { type: string; formats: string[] }[];
    const report = outputs.find(({ type }) => type === 'fullreport');
    expect(report?.formats).toEqual(['rst']);
    const { exit } = await runProgram(['export', String(done), folder, '--output', 'fullreport']);
    expect(exit).toBe(0);
    expect((await readdir(folder)).toSorted()).toEqual([`report_${done}.rst`, 'ro-crate-metadata.json']);
  });

  it('leads to a page that the engine has', async () => {
    const { url } = (await json(['open', String(done)])) as { url: string };
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(`calculation ${done}`);
  });
});

describe('acting', () => {
  it('shares and takes it back, and goes on after what cannot be shared', async () => {
    const shared = await runProgram(['share', `${failed},${done}`, '--json']);
    expect(shared.exit).toBe(1);
    expect(JSON.parse(shared.stdout)).toMatchObject([
      { calculation_id: failed, outcome: 'failed', error: { kind: 'refused' } },
      { calculation_id: done, outcome: 'shared' },
    ]);
    expect(await idsOf(['jobs', '--status', 'shared'])).toContain(done);
    expect(await json(['share', String(done)])).toMatchObject([{ outcome: 'already-shared' }]);
    expect(await json(['unshare', String(done)])).toMatchObject([{ outcome: 'unshared' }]);
    expect(await json(['unshare', String(done)])).toMatchObject([{ outcome: 'already-unshared' }]);
    expect(await idsOf(['jobs', '--status', 'shared'])).not.toContain(done);
  });

  // One of the two is there, as the engine is: a test that is skipped would count as failed.
  if (hasTags) {
    it('tags, finds by tag, prefers, and forgets', async () => {
      const tag = 'look & see, 50%';
      const odd = await runProgram(['tags', 'add', tag, 'last']);
      expect(odd.exit).toBe(2);
      const name = 'look & see,50%';
      expect(await json(['tags', 'add', name, `${done},${failed}`])).toMatchObject([
        { calculation_id: done, outcome: 'tagged' },
        { calculation_id: failed, outcome: 'tagged' },
      ]);
      expect(await json(['tags', 'add', name, String(done)])).toMatchObject([{ outcome: 'already-tagged' }]);
      expect(await idsOf(['show', `@${name}`])).toEqual([done, failed]);
      expect((await runProgram(['outputs', `@${name}`])).exit).toBe(2);
      expect(await json(['tags', 'prefer', name, String(done)])).toMatchObject([{ outcome: 'preferred' }]);
      expect((await runProgram(['--lo', `@${name}`])).stdout).toBe(
        (await runProgram(['--lo', String(done)])).stdout,
      );
      expect(await json(['tags'])).toContainEqual({
        tag: name,
        preferred: done,
        calculations: [failed, done],
      });
      expect(await idsOf(['jobs', '--tag', name])).toEqual([failed, done]);
      await runProgram(['tags', 'unprefer', name]);
      expect(await json(['tags', 'remove', name, `@${name}`])).toMatchObject([
        { outcome: 'untagged' },
        { outcome: 'untagged' },
      ]);
      expect(await json(['tags', 'delete', name])).toEqual([{ tag: name, outcome: 'deleted' }]);
      expect(await json(['tags', 'delete', name])).toEqual([{ tag: name, outcome: 'not-there' }]);
    });
  } else {
    it('says that this engine is too old for tags', async () => {
      const { exit, stderr } = await runProgram(['tags', 'add', 'x', 'last']);
      expect(exit).toBe(1);
      expect(stderr).toContain(`Tags came with engine 3.25, and ${engineUnderTest().url} runs`);
    });
  }

  it('aborts what has hardly begun, then deletes all of it', async () => {
    const { stderr } = await runProgram(['--run', SCENARIO, '--detach']);
    const begun = submittedId(stderr);
    expect(await json(['abort', `${begun},${done}`])).toMatchObject([
      { calculation_id: begun },
      { calculation_id: done, outcome: 'already-ended' },
    ]);
    const deleted = await runProgram(['delete', `${done}-${begun}`, '--yes', '--quiet']);
    expect(deleted.exit).toBe(0);
    expect(deleted.stdout).toBe(`${begun}\n${failed}\n${done}\n`);
    const left = await idsOf(['jobs']);
    for (const id of [done, failed, begun]) expect(left).not.toContain(id);
  });
});
