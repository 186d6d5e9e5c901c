import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { thisOwner } from '../../src/own-files/owner.js';
import type { SubmissionEntry } from '../../src/services/submission-entry.js';
import { openJournal, type SubmissionJournal } from '../../src/services/submission-journal.js';
import { fastClock } from '../support/test-system.js';
import { withFolder } from '../support/with-stub.js';

async function withJournal(test: (journal: SubmissionJournal) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await test(
      openJournal({
        env: { OPENQUAKE_DATA_DIR: folder },
        homeDir: folder,
        platform: process.platform,
        clock: fastClock(),
        stopped: new AbortController().signal,
      }),
    );
  });
}

async function entryOf(number: number, changes: Partial<SubmissionEntry> = {}): Promise<SubmissionEntry> {
  return {
    version: 1,
    token: number.toString(16).padStart(16, '0'),
    server: 'http://my-host:8800',
    url: 'http://my-host:8800',
    job: 'job.ini',
    cwd: '/home/me',
    jobIni: 'job.ini',
    way: 'upload',
    mark: 'openquake-x',
    contents: 'c'.repeat(64),
    calculationMode: 'scenario',
    hazardCalculationId: null,
    newestBefore: 7,
    began: new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString(),
    owner: await thisOwner(),
    calculationId: null,
    ...changes,
  };
}

/** A process that is not there: no system gives out such a number. */
const dead = async () => ({ ...(await thisOwner()), pid: 2 ** 30, began: 'long ago' });

describe('the journal of submissions', () => {
  it('gives back what was written, oldest first, and nothing that was removed', async () => {
    await withJournal(async (journal) => {
      expect(await journal.read()).toEqual({ entries: [], broken: [] });
      const entries = await Promise.all([3, 1, 2].map(async (number) => entryOf(number)));
      await Promise.all(entries.map(async (entry) => journal.write(entry)));
      await journal.remove(entries[2]?.token ?? '');
      expect((await journal.read()).entries).toEqual([entries[1], entries[0]]);
    });
  });

  it('lets one of many take over what a dead process has left', async () => {
    await withJournal(async (journal) => {
      const left = await entryOf(1, { owner: await dead() });
      await journal.write(left);
      const claims = await Promise.all(Array.from({ length: 16 }, async () => journal.claim(left.token)));
      expect(claims.filter((claim) => claim !== undefined)).toEqual([{ ...left, owner: await thisOwner() }]);
    });
  });

  it('takes nothing from a process that lives, and from another machine only on demand', async () => {
    await withJournal(async (journal) => {
      const mine = await entryOf(1);
      const elsewhere = await entryOf(2, { owner: { ...(await dead()), machine: 'ffffff' } });
      await journal.write(mine);
      await journal.write(elsewhere);
      expect(await journal.claim(mine.token)).toBeUndefined();
      expect(await journal.claim(elsewhere.token)).toBeUndefined();
      expect(await journal.claim(elsewhere.token, true)).toMatchObject({ token: elsewhere.token });
    });
  });

  it('puts a broken file aside and tells its name, and keeps the others', async () => {
    await withJournal(async (journal) => {
      const whole = await entryOf(1);
      await journal.write(whole);
      const { token } = await entryOf(2);
      await writeFile(join(journal.folder, `${token}.json`), '{"version": 1, "token"');
      const { entries, broken } = await journal.read();
      expect(entries).toEqual([whole]);
      expect(broken).toHaveLength(1);
      expect(await readdir(journal.folder)).toHaveLength(2);
      expect((await journal.read()).broken).toEqual([]);
    });
  });

  it('holds every entry of many writers whole at any moment', async () => {
    await withJournal(async (journal) => {
      const entries = await Promise.all(
        Array.from({ length: 40 }, async (_unused, number) => entryOf(number)),
      );
      const over = new AbortController();
      const looking = (async () => {
        while (!over.signal.aborted) expect((await journal.read()).broken).toEqual([]);
      })();
      await Promise.all(
        entries.map(async (entry) => {
          await journal.write(entry);
          await journal.write({ ...entry, calculationId: 9 });
        }),
      );
      over.abort();
      await looking;
      expect((await journal.read()).entries).toEqual(
        entries.map((entry) => ({ ...entry, calculationId: 9 })),
      );
    });
  });
});
