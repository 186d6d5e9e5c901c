import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../support/make-zip.js';
import { statusBody } from '../support/simulated-calculation.js';
import type { StubEngine, StubReply } from '../support/stub-engine.js';
import { runMain, type RunResult, testSystem } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';

const OUTPUTS = [
  { id: 13, name: 'Full Report', type: 'fullreport', outtypes: ['rst'], size_mb: null },
  { id: 14, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv'], size_mb: null },
  { id: 15, name: 'Input Files', type: 'input', outtypes: ['zip'], size_mb: null },
];

function delivered(name: string, body: string | Buffer): StubReply {
  return { headers: { 'content-disposition': `attachment; filename=${name}` }, body };
}

const REPORT = delivered('output-13-report_7.rst', 'report');
const CURVES = delivered(
  'output-14-hcurves-csv.zip',
  makeZip([
    { name: 'mean_7.csv', content: 'mean' },
    { name: 'std_7.csv', content: 'std' },
  ]),
);
/** Packed anew for each export: its bytes are never the same. */
const inputs = (time: string): StubReply => delivered('output-15-input_7.zip', `PK${time}`);
/** The files of the engine, and the description of them. */
const ALL = ['input_7.zip', 'mean_7.csv', 'report_7.rst', 'ro-crate-metadata.json', 'std_7.csv'];
const GONE: StubReply = { cut: 'before-head' };

interface Bench {
  readonly stub: StubEngine;
  readonly results: string;
  /** Ids of the outputs that the last run asked for. */
  readonly asked: () => string[];
  readonly run: (...more: string[]) => Promise<RunResult>;
}

async function bench(test: (bench: Bench) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await withStub(async (stub) => {
      let before = 0;
      stub
        .on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') })
        .on('GET /v1/calc/7/results', { body: OUTPUTS });
      await test({
        stub,
        results: join(folder, 'results'),
        asked: () => stub.seen.slice(before).flatMap(({ url }) => /\/result\/(\d+)/.exec(url)?.[1] ?? []),
        run: async (...more) => {
          before = stub.seen.length;
          const words = ['--host', stub.url, '--eos', '7', 'results', '--exports', 'csv,rst,zip', ...more];
          return runMain(words, testSystem({ cwd: folder, homeDir: join(folder, 'home') }));
        },
      });
    });
    expect(
      (await readdir(folder, { recursive: true })).filter((name) => name.includes('.openquake')),
    ).toEqual([]);
  });
}

function whole(stub: StubEngine): void {
  stub.on('GET /v1/calc/result/13', REPORT).on('GET /v1/calc/result/14', CURVES);
  stub.on('GET /v1/calc/result/15', inputs('1'), inputs('2'), inputs('3'));
}

describe('an export of many outputs', () => {
  it('prints the lines of the engine in its order', async () => {
    await bench(async ({ stub, run, asked }) => {
      whole(stub);
      const { exit, stdout } = await run();
      expect([exit, stdout.split('\n')]).toEqual([
        0,
        [
          'Exporting fullreport...',
          'results/report_7.rst',
          'Exporting hcurves...',
          'results/mean_7.csv',
          'results/std_7.csv',
          'Exporting input...',
          'results/input_7.zip',
          '',
        ],
      ]);
      // Each once; which of two that travel side by side is asked for first is chance.
      expect(asked().toSorted()).toEqual(['13', '14', '15']);
    });
  });

  it('leaves nothing in the folder but the files of the engine and their description, and fetches nothing again', async () => {
    await bench(async ({ stub, run, asked, results }) => {
      whole(stub);
      const first = await run();
      const second = await run();
      expect([second.exit, second.stdout]).toEqual([0, first.stdout]);
      expect(asked().toSorted()).toEqual([]);
      expect(second.stderr).toContain('3 of 3 outputs were in results already');
      expect((await readdir(results)).toSorted()).toEqual(ALL);
    });
  });

  it('goes on where it stopped, and says that it will', async () => {
    await bench(async ({ stub, run, asked, results }) => {
      whole(stub);
      stub.on('GET /v1/calc/result/14', GONE, GONE, GONE, GONE, GONE, GONE, GONE, CURVES);
      const cut = await run();
      expect(cut.exit).toBe(7);
      expect(cut.stderr).toContain('What is whole is in results; the same line again fetches the rest.');
      expect(await readdir(results)).toEqual(['report_7.rst']);
      const again = await run();
      expect(again.exit).toBe(0);
      expect(asked().toSorted()).toEqual(['14', '15']);
      expect((await readdir(results)).toSorted()).toEqual(ALL);
    });
  });

  it('fetches again what is gone, and keeps and tells what the user changed', async () => {
    await bench(async ({ stub, run, asked, results }) => {
      whole(stub);
      await run();
      await rm(join(results, 'std_7.csv'));
      await writeFile(join(results, 'report_7.rst'), 'my own');
      const { exit, stderr } = await run();
      expect(exit).toBe(9);
      expect(asked().toSorted()).toEqual(['13', '14']);
      expect(stderr).toContain('results/report_7.rst exists and differs; it was kept.');
      expect(await readFile(join(results, 'report_7.rst'), 'utf8')).toBe('my own');
      expect(await readFile(join(results, 'std_7.csv'), 'utf8')).toBe('std');
    });
  });

  it('fetches all with --overwrite', async () => {
    await bench(async ({ stub, run, asked }) => {
      whole(stub);
      await run();
      expect((await run('--overwrite')).exit).toBe(0);
      expect(asked().toSorted()).toEqual(['13', '14', '15']);
    });
  });

  it('believes no record of a calculation that began at another time', async () => {
    await bench(async ({ stub, run, asked }) => {
      whole(stub);
      await run();
      const other = statusBody(7, 'complete', { start_time: '2026-02-02, 00:00:00 UTC' });
      stub.on('GET /v1/calc/7/status', { body: other });
      await run();
      expect(asked().toSorted()).toEqual(['13', '14', '15']);
    });
  });

  it('goes on after an output that fails, and keeps what others are on their way', async () => {
    await bench(async ({ stub, run, results }) => {
      whole(stub);
      stub.on('GET /v1/calc/result/13', { status: 500, body: 'DataStoreExportError: Could not export' });
      expect((await run()).exit).toBe(9);
      expect((await readdir(results)).toSorted()).toEqual([
        'input_7.zip',
        'mean_7.csv',
        'ro-crate-metadata.json',
        'std_7.csv',
      ]);
    });
  });

  it('keeps a folder that has the name of a file', async () => {
    await bench(async ({ stub, run, results }) => {
      whole(stub);
      await mkdir(join(results, 'report_7.rst'), { recursive: true });
      const { exit, stderr } = await run();
      expect(exit).toBe(9);
      expect(stderr).toContain('results/report_7.rst exists and differs; it was kept.');
      expect((await readdir(results)).toSorted()).toEqual(ALL);
    });
  });

  it('tells of two outputs with one name', async () => {
    await bench(async ({ stub, run, results }) => {
      whole(stub);
      stub.on('GET /v1/calc/result/15', delivered('output-15-report_7.rst', 'another'));
      const { exit, stderr } = await run('--overwrite');
      expect(exit).toBe(9);
      expect(stderr).toContain('results/report_7.rst is another file of this export; it was kept.');
      expect(await readFile(join(results, 'report_7.rst'), 'utf8')).toBe('report');
    });
  });
});
