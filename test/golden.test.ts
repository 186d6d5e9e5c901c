import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helpWords } from '../src/cli/help/find-page.js';
import { manPage } from '../src/cli/help/man-page.js';
import { LINES, WRONG_LINES } from './contract/lines.js';
import { runLine } from './contract/run-line.js';
import { runMain, testSystem } from './support/test-system.js';

/**
 * What users and scripts see, as files to read in a review: `npx vitest run test/golden.test.ts -u` writes them anew.
 */
const GOLDEN = join(import.meta.dirname, 'golden');

const fileName = (words: string): string => words.replace(/^--/, 'flag-').replace(/[^\w.-]+/g, '-');

/** What differs from run to run. */
function settled(text: string): string {
  return (
    text
      .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://HOST')
      .replace(/\/\S*openquake-test-\w+/g, 'FOLDER')
      .replace(/after \S+ (ms|s|min)/g, 'after TIME')
      .replace(/"(duration_s|pid)": [\d.]+/g, '"$1": 0')
      .replace(/[0-9a-f]{64}/g, 'SHA256')
      // The page holds its own script, whose length is that of the libraries in it.
      .replace(/(report of calculation \d+, )[\d.]+ KB/, '$1SIZE')
      .replace(/(report-\d+\.html",\s+"calculation_id": \d+,\s+"size_bytes": )\d+/, '$10')
  );
}

describe('help', () => {
  it.each(['', ...helpWords()])('is as it was: help %s', async (page) => {
    const system = testSystem({ columns: 80 });
    const { stdout } = await runMain(['help', ...page.split(' ').filter((word) => word !== '')], system);
    await expect(stdout).toMatchFileSnapshot(join(GOLDEN, 'help', `${fileName(page) || 'openquake'}.txt`));
  });
});

/** The lists and the values whose shape people and scripts know by heart. */
const SHOWN = LINES.filter(
  ({ of }) => !['doctor', 'completion', 'schema', 'version', 'engine status'].includes(of),
);

describe('results', () => {
  it.each(SHOWN.map((line) => [line.words.join(' '), line] as const))(
    'are as they were: %s',
    async (words, line) => {
      const plain = settled((await runLine(line)).stdout);
      const json = settled((await runLine(line, '--json')).stdout);
      const suffix = line.exit === undefined ? '' : `-exit-${line.exit}`;
      await expect(
        `$ openquake ${words}\n${plain}\n$ openquake --json ${words}\n${json}`,
      ).toMatchFileSnapshot(join(GOLDEN, 'results', `${fileName(words)}${suffix}.txt`));
    },
  );

  it.each(WRONG_LINES.map((line) => [line.words.join(' '), line] as const))(
    'tell errors as they did: %s',
    async (words, line) => {
      const { stderr } = await runLine(line);
      const json = (await runLine(line, '--json')).stdout;
      await expect(
        settled(`$ openquake ${words}\n${stderr}\n$ openquake --json ${words}\n${json}`),
      ).toMatchFileSnapshot(join(GOLDEN, 'errors', `${fileName(words)}.txt`));
    },
  );

  it.each(['csv', 'tsv'])('are as they were in columns: %s', async (format) => {
    const lists = ['--lhc', '--lo 7', '--sl 7', 'profile list', 'jobs'];
    const texts: string[] = [];
    for (const words of lists) {
      const line = LINES.find((known) => known.words.join(' ') === words);
      if (line === undefined) throw new Error(`no line ${words}`);
      texts.push(
        `$ openquake ${words} --format ${format}\n${(await runLine(line, '--format', format)).stdout}`,
      );
    }
    await expect(texts.join('\n')).toMatchFileSnapshot(join(GOLDEN, 'results', `columns.${format}.txt`));
  });
});

describe('the manual page', () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
    version: string;
  };

  it('is what the tables say', async () => {
    await expect(manPage(version)).toMatchFileSnapshot('../man/openquake.1');
  });

  it('is read without a warning by what shows manual pages', () => {
    const page = join(import.meta.dirname, '..', 'man', 'openquake.1');
    const { status, stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', page], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('OPENQUAKE(1)');
  });
});
