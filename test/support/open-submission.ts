import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thisOwner } from '../../src/own-files/owner.js';
import type { SubmissionEntry } from '../../src/services/submission-entry.js';

export const TOKEN = '0123456789abcdef';

/** @returns the row with which an engine begins the log of a calculation, as its API tells it. */
export function beginningRow(token: string): readonly string[] {
  const path = `/srv/calc_42/openquake-${token}/job.ini`;
  return ['2026-11-22T15:27:00.00', 'INFO', 'MainProcess/1', `me@host running ${path} [--hc=None]`];
}

/** Writes an entry of the journal as a program left it that was killed. */
export async function writeOpenSubmission(
  dataFolder: string,
  url: string,
  changes: Partial<SubmissionEntry> = {},
): Promise<SubmissionEntry> {
  const entry: SubmissionEntry = {
    version: 1,
    token: TOKEN,
    server: url,
    url,
    job: 'job.ini',
    cwd: '/somewhere',
    jobIni: 'job.ini',
    way: 'upload',
    mark: `openquake-${changes.token ?? TOKEN}`,
    contents: '0'.repeat(64),
    calculationMode: 'scenario',
    hazardCalculationId: null,
    newestBefore: 41,
    began: '2026-01-01T00:00:00.000Z',
    // The same number, begun at another time: such a process is dead.
    owner: { ...(await thisOwner()), began: 'long ago' },
    calculationId: null,
    ...changes,
  };
  const folder = join(dataFolder, 'submissions');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${entry.token}.json`), JSON.stringify(entry));
  return entry;
}

/** @returns the names of what lies in the journal. */
export async function openSubmissions(dataFolder: string): Promise<string[]> {
  return readdir(join(dataFolder, 'submissions')).catch(() => []);
}
