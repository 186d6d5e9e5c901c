import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../support/make-zip.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder } from '../support/with-stub.js';

/** Runs a line in a folder with a tiny job; the server that it names cannot be reached. */
async function run(argv: readonly string[], cwd: string): Promise<RunResult> {
  await writeTinyJob(cwd);
  return runMain(['--host', '127.0.0.1:9', ...argv], testSystem({ cwd }));
}

describe('--dry-run', () => {
  it.each([['--run'], ['zip']])(
    'with %s tells what would be sent and why, and writes and sends nothing',
    async (how) => {
      await withFolder(async (cwd) => {
        await writeTinyJob(cwd);
        const before = await readdir(cwd);
        const { exit, stdout, stderr } = await run([how, 'job.ini', '--dry-run'], cwd);
        expect(stdout.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual([
          'size | name in the archive | named by',
          expect.stringMatching(/^\d+ B \| job\.ini \| the job file$/),
          '18 B | sites.csv | job.ini:4 sites_csv',
          expect.stringMatching(/^2 files, \d+ B; about \d+ B packed\.$/),
          '',
        ]);
        expect(stderr).toBe(
          'http://127.0.0.1:9 does not say what it is; the job is held to what all known engines want.\nNothing was sent.\n',
        );
        expect(exit).toBe(0);
        expect(await readdir(cwd)).toEqual(before);
      });
    },
  );

  it('tells of several jobs, each under its name, and as data', async () => {
    await withFolder(async (cwd) => {
      await writeTinyJob(cwd, 'b.ini');
      const text = await run(['--run', 'job.ini', 'b.ini', '--dry-run'], cwd);
      expect(text.stdout).toMatch(/^job\.ini:\n[^]*\nb\.ini:\n/);
      const { stdout } = await run(['--run', 'job.ini', '--dry-run', '--json'], cwd);
      expect(JSON.parse(stdout)).toMatchObject({
        dry_run: true,
        jobs: [
          {
            path: 'job.ini',
            files: [
              { name: 'job.ini', named_by: [], is_job_file: true },
              {
                name: 'sites.csv',
                size_bytes: 18,
                named_by: [{ file: 'job.ini', line: 4, column: 13, key: 'sites_csv' }],
                is_job_file: false,
              },
            ],
            archive_bytes_is_estimate: true,
          },
        ],
      });
    });
  });

  it('comes near the size of the archive', async () => {
    await withFolder(async (cwd) => {
      const rows = Array.from(
        { length: 40_000 },
        (_row, index) => `${index % 90}.${index * 7919},${index % 45}.5`,
      );
      await writeTinyJob(cwd, 'big.ini', `gmfs_file = gmfs.csv\n`);
      await writeFile(join(cwd, 'gmfs.csv'), `lon,lat\n${rows.join('\n')}\n`);
      const { stdout } = await run(['zip', 'big.ini', '--dry-run', '--json'], cwd);
      const [told] = (JSON.parse(stdout) as { jobs: { archive_bytes: number }[] }).jobs;
      await run(['zip', 'big.ini', '-o', 'out.zip'], cwd);
      const { size } = await stat(join(cwd, 'out.zip'));
      expect(Math.abs((told?.archive_bytes ?? 0) / size - 1)).toBeLessThan(0.15);
    });
  });

  it('shows an archive as it will be sent, with what nothing names', async () => {
    await withFolder(async (cwd) => {
      const content = '[general]\ncalculation_mode = classical\nsites_csv = s.csv\n';
      const zip = makeZip([
        { name: 'job.ini', content },
        { name: 's.csv', content: 'lon,lat\n1,2\n' },
        { name: 'notes.txt', content: 'hello' },
      ]);
      await writeFile(join(cwd, 'job.zip'), zip);
      const { stdout } = await run(['--run', 'job.zip', '--dry-run'], cwd);
      expect(stdout).toMatch(/ s\.csv +job\.zip\/job\.ini:3 sites_csv\n/);
      expect(stdout).toMatch(/ notes\.txt +nothing in the archive\n/);
      expect(stdout).toMatch(/\n3 files, \d+ B; \d+ B packed\.\n$/);
      const blind = await run(['--run', 'job.zip', '--dry-run', '--no-preflight'], cwd);
      expect(blind.stdout).toMatch(/ s\.csv +not looked at\n/);
    });
  });

  it('tells what is wrong instead', async () => {
    await withFolder(async (cwd) => {
      await writeFile(
        join(cwd, 'bad.ini'),
        '[general]\ncalculation_mode = classical\nsites_csv = none.csv\n',
      );
      const { exit, stdout, stderr } = await run(['--run', 'bad.ini', '--dry-run'], cwd);
      expect(exit).toBe(5);
      expect(stdout).toBe('');
      expect(stderr).toContain('bad.ini:3:13: error: ');
    });
  });
});
