import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../../src/engine/types.js';
import { planOutput } from '../../../src/services/report/choose-outputs.js';
import { rememberedInputs } from '../../../src/services/report/read-inputs.js';
import { readLogDigest } from '../../../src/services/report/read-log.js';
import { reportParameters } from '../../../src/services/report/read-parameters.js';
import { sumOperations, sumTasks } from '../../../src/services/report/read-performance.js';
import { chooseFiles } from '../../../src/services/report/read-results.js';
import { readNpy } from '../../../src/results/numpy/npy.js';
import { npyArray } from '../../support/npy.js';

const row = (message: string, level = 'INFO', second = 0): LogRow => ({
  time: `2026-11-22T15:00:${String(second).padStart(2, '0')}.00`,
  level,
  process: 'Main/1',
  message,
});

const serverWith = (rows: readonly LogRow[]) => ({
  logPage: async (_id: number, start: number, _signal?: AbortSignal, count = 1000) =>
    Promise.resolve(rows.slice(start, start + count)),
});

describe('the digest of a log', () => {
  it('knows engine, checksum, phases, and the last word of a failure', async () => {
    const digest = await readLogDigest(
      serverWith([
        row('ann@host running job.ini --hc=None', 'WARNING'),
        row('Using engine version 3.26.2'),
        row('Checksum of the inputs: 1084679001 (total size 5 KB)'),
        row('Sent 4 classical tasks, 1 KB', 'WARNING', 1),
        row('classical  50% [2 submitted, 0 queued]', 'INFO', 3),
        row('Received 4 * 1 KB in 5 seconds from classical', 'INFO', 6),
        row('a real warning', 'WARNING', 7),
        row('ValueError: no', 'ERROR', 8),
      ]),
      7,
    );
    expect(digest).toMatchObject({
      rows: 8,
      levels: { WARNING: 3, INFO: 4, ERROR: 1 },
      engineVersion: '3.26.2',
      inputsChecksum: '1084679001',
      phases: [{ task: 'classical', start: '2026-11-22T15:00:01.00', end: '2026-11-22T15:00:06.00' }],
      warningsLeftOut: 0,
    });
    // What 3.26 logs as a warning though it is none is no warning here.
    expect(digest.warnings.map(({ message }) => message)).toEqual(['a real warning', 'ValueError: no']);
    expect(digest.failure?.message).toBe('ValueError: no');
  });

  it('is small of a long log: the first and the last warnings, counted between', async () => {
    const rows = Array.from({ length: 30_000 }, (_unused, nth) => row(`warning ${nth}`, 'WARNING'));
    const digest = await readLogDigest(serverWith(rows), 7);
    expect(digest.rows).toBe(30_000);
    expect(digest.warnings).toHaveLength(500);
    expect(digest.warnings[0]?.message).toBe('warning 0');
    expect(digest.warnings.at(-1)?.message).toBe('warning 29999');
    expect(digest.warningsLeftOut).toBe(29_500);
    expect(digest.tail).toHaveLength(200);
    expect(digest.tail.at(-1)?.message).toBe('warning 29999');
  });
});

describe('parameters', () => {
  it('are of the job, of the engine, or defaults', () => {
    const remembered = {
      inputs: {},
      truncation_level: 3,
      individual_rlzs: 1,
      mean: 1,
      req_site_params: ['vs30'],
      extreme: Number.POSITIVE_INFINITY,
    };
    const found = reportParameters(remembered, { mean: true, individual_rlzs: null, max: false, none: null });
    expect(found.map(({ name, value, from }) => [name, value, from])).toEqual([
      ['extreme', 'inf', 'engine'],
      ['individual_rlzs', '1', 'job'],
      ['max', 'false', 'default'],
      ['mean', '1', 'default'],
      ['req_site_params', '["vs30"]', 'engine'],
      ['truncation_level', '3', 'job'],
    ]);
  });
});

describe('inputs', () => {
  it('are all paths that a calculation remembers, of lists and tables too', () => {
    const inputs = {
      job_ini: '/a/job.ini',
      exposure: ['/a/e1.xml', '/a/e2.xml'],
      reqv: { trt: '/a/r.hdf5' },
    };
    expect(rememberedInputs({ inputs }).map(({ role, path }) => [role, path])).toEqual([
      ['job_ini', '/a/job.ini'],
      ['exposure', '/a/e1.xml'],
      ['exposure', '/a/e2.xml'],
      ['reqv', '/a/r.hdf5'],
    ]);
    expect(rememberedInputs({})).toEqual([]);
  });
});

describe('times', () => {
  it('are summed by task and by operation, what took most first', () => {
    const tasks = ['<f4', '|S9'];
    const record = (name: string, seconds: number): Buffer => {
      const bytes = Buffer.alloc(13);
      bytes.writeFloatLE(seconds);
      bytes.write(name, 4);
      return bytes;
    };
    const table = (field: string, time: string, rows: readonly Buffer[]) => {
      const descr = `[('${time}', '${tasks[0] ?? ''}'), ('${field}', '${tasks[1] ?? ''}')]`;
      const read = readNpy(npyArray(descr, [rows.length], Buffer.concat(rows)));
      if (read.kind !== 'records') throw new Error(read.kind);
      return read;
    };
    const [one, two] = [
      table('taskname', 'duration', [record('short', 0.5), record('short', 0.25)]),
      table('taskname', 'duration', [record('long', 8)]),
    ];
    expect(sumTasks([one, two])).toEqual([
      { task: 'long', count: 1, totalSeconds: 8, meanSeconds: 8, longestSeconds: 8, memoryGb: undefined },
      {
        task: 'short',
        count: 2,
        totalSeconds: 0.75,
        meanSeconds: 0.375,
        longestSeconds: 0.5,
        memoryGb: undefined,
      },
    ]);
    expect(
      sumOperations([table('operation', 'time_sec', [record('read', 2), record('read', 1)])]),
    ).toMatchObject([{ operation: 'read', seconds: 3 }]);
  });
});

describe('what is fetched', () => {
  const output = (type: string, sizeMb: number | undefined, formats = ['csv']) =>
    planOutput({ id: 1, name: type, type, formats, sizeMb });

  it('is drawn first what says most, and never what has no end', () => {
    const ranks = ['hmaps', 'hcurves', 'avg_losses-rlzs', 'realizations'].map((type) => output(type, 1));
    expect(ranks).toEqual([...ranks].sort((a, b) => ('rank' in a ? a.rank : 0) - ('rank' in b ? b.rank : 0)));
    for (const type of ['gmf_data', 'events', 'risk_by_event'])
      expect(output(type, 0.1)).toHaveProperty('why');
  });

  it('is not what is too large, or no csv, and it is said why', () => {
    expect(output('hcurves', 65)).toEqual({ why: expect.stringContaining('limit is 64 MB') as string });
    expect(output('hcurves', undefined)).toHaveProperty('rank');
    expect(output('some_table', 5)).toEqual({ why: expect.stringContaining('limit is 4 MB') as string });
    expect(output('exposure', 1, ['zip'])).toEqual({ why: expect.stringContaining('csv') as string });
    expect(output('assetcol', 1, [])).toEqual({ why: expect.stringContaining('does not export') as string });
  });

  it('is of thousands of files the statistics, then realizations', () => {
    const names = [
      ...Array.from({ length: 10_000 }, (_unused, nth) => `hazard_curve-rlz-${nth}-PGA_1.csv`),
      'hazard_curve-mean-PGA_1.csv',
      'quantile_curve-0.15-PGA_1.csv',
    ];
    const chosen = chooseFiles(names);
    expect(chosen).toHaveLength(60);
    expect(chosen.slice(0, 3)).toEqual([names[10_000], names[10_001], names[0]]);
    expect(chooseFiles(names.slice(0, 60))).toHaveLength(60);
  });
});
