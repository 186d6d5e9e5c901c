import { access, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { wallClock } from '../../src/clock.js';
import type { LocalEngineEvent } from '../../src/local-engine/local-engine.js';
import { withLock } from '../../src/local-engine/lock.js';
import { temporaryFolder } from './fake-python.js';
import { bundledWorker, startWorker } from '../support/second-process.js';

const machine = { clock: wallClock, platform: process.platform, stopped: new AbortController().signal };
const ignore = (): void => undefined;

const worker = bundledWorker(join(import.meta.dirname, 'worker.ts'));

async function isGone(file: string): Promise<boolean> {
  return access(file).then(
    () => false,
    () => true,
  );
}

describe('withLock', () => {
  it('says which folder cannot be used, and does nothing', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'file');
    await writeFile(file, 'mine');
    let worked = false;
    const refused = withLock(join(file, 'cache', 'lock'), 'tries', machine, ignore, async () => {
      worked = true;
    });
    await expect(refused).rejects.toMatchObject({
      kind: 'local-engine',
      message: `The folder ${join(file, 'cache')} cannot be used: a file stands where a folder is needed.`,
      hint: expect.stringContaining('OPENQUAKE_CACHE_DIR') as string,
    });
    expect(worked).toBe(false);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('lets one process in at a time', async () => {
    const folder = await temporaryFolder();
    const journal = join(folder, 'journal');
    const words = ['take turns', join(folder, 'lock'), journal, '10'];
    const workers = [1, 2, 3].map(() => startWorker(worker(), words));
    expect(await Promise.all(workers.map(async ({ ended }) => ended))).toEqual([0, 0, 0]);
    const entries = (await readFile(journal, 'utf8')).trim().split('\n');
    expect(entries).toHaveLength(60);
    for (let index = 0; index < entries.length; index += 2) {
      expect(entries[index + 1]).toBe(entries[index]?.replace('in', 'out'));
    }
    expect(await isGone(join(folder, 'lock'))).toBe(true);
  });

  it('says once whom it waits for and goes on when the holder was killed', async () => {
    const lock = join(await temporaryFolder(), 'lock');
    const holder = startWorker(worker(), ['hold', lock]);
    await holder.lineWith('held');
    const events: LocalEngineEvent[] = [];
    const done = withLock(
      lock,
      'waits',
      machine,
      (event) => {
        events.push(event);
        holder.child.kill('SIGKILL');
      },
      async () => 'in',
    );
    expect(await done).toBe('in');
    expect(events).toEqual([{ kind: 'waiting-for-lock', holderPid: holder.child.pid, purpose: 'holds on' }]);
    expect(await isGone(lock)).toBe(true);
  });

  it('lets one in at a time also when all of them find a dead holder', async () => {
    const folder = await temporaryFolder();
    const lock = join(folder, 'lock');
    const holder = startWorker(worker(), ['hold', lock]);
    await holder.lineWith('held');
    holder.child.kill('SIGKILL');
    await holder.ended;
    const journal = join(folder, 'journal');
    const workers = [1, 2, 3].map(() => startWorker(worker(), ['take turns', lock, journal, '5']));
    await Promise.all(workers.map(async ({ ended }) => ended));
    const entries = (await readFile(journal, 'utf8')).trim().split('\n');
    expect(entries).toHaveLength(30);
    for (let index = 0; index < entries.length; index += 2) {
      expect(entries[index + 1]).toBe(entries[index]?.replace('in', 'out'));
    }
  });

  it('is not fooled by another process that now has the number of the dead holder', async () => {
    const lock = join(await temporaryFolder(), 'lock');
    await writeFile(lock, JSON.stringify({ pid: process.pid, began: 'in another life', purpose: 'x' }));
    expect(await withLock(lock, 'works', machine, ignore, async () => 'in')).toBe('in');
  });

  it('takes over an old lock without a holder in it', async () => {
    const lock = join(await temporaryFolder(), 'lock');
    await writeFile(lock, '{"pid":');
    await utimes(lock, 1, 1);
    expect(await withLock(lock, 'works', machine, ignore, async () => 'in')).toBe('in');
  });

  it('gives the lock back when the work fails', async () => {
    const lock = join(await temporaryFolder(), 'lock');
    const work = async (): Promise<never> => Promise.reject(new Error('no'));
    await expect(withLock(lock, 'works', machine, ignore, work)).rejects.toThrow('no');
    expect(await isGone(lock)).toBe(true);
  });

  it('stops waiting when the user interrupts, and leaves the lock to its holder', async () => {
    const lock = join(await temporaryFolder(), 'lock');
    const stopping = new AbortController();
    const waiting = withLock(lock, 'holds', machine, ignore, async () =>
      withLock(
        lock,
        'waits',
        { ...machine, stopped: stopping.signal },
        () => stopping.abort(),
        async () => 'in',
      ).catch(async (error: unknown) => ({ error, gone: await isGone(lock) })),
    );
    expect(await waiting).toMatchObject({ error: { exit: 'interrupted' }, gone: false });
  });
});
