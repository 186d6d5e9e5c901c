import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeZip } from '../support/make-zip.js';
import { npy } from '../support/npy.js';
import { writeOpenSubmission } from '../support/open-submission.js';
import { simulate, statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import type { Line } from './lines.js';

const complete = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
};

/** Lines of `rerun` and `cluster`, and of flags that are rarely used. */
export const OTHER_LINES: readonly Line[] = [
  {
    of: 'rerun',
    words: ['rerun', '7'],
    prepare: (stub) => {
      complete(stub);
      const parameters = {
        inputs: { job_ini: '/data/job.ini' },
        description: 'Old',
        calculation_mode: 'classical',
      };
      stub.on('GET /v1/calc/7/extract/oqparam', {
        headers: { 'content-type': 'application/x-zip' },
        body: makeZip([{ name: 'json.npy', content: npy(JSON.stringify(parameters)) }]),
      });
      stub.on('POST /v1/calc/run', { body: { job_id: 42 } });
      simulate(stub, 42, [{ status: 'complete', rows: 1 }]);
      stub.on('GET /v1/calc/42/results', { body: [] });
    },
  },
  {
    of: 'report',
    words: ['report', '7'],
    prepare: (stub) => {
      complete(stub);
      stub.on('GET /v1/calc/7', {
        body: { start_time: '2026-11-22 15:27:32', stop_time: '2026-11-22 15:28:00' },
      });
      stub.on('GET /v1/calc/7/log/*', { body: [] });
      stub.on('GET /v1/calc/list', { body: [statusBody(7, 'complete')] });
      const parameters = { inputs: { job_ini: '/data/job.ini' }, calculation_mode: 'classical' };
      stub.on('GET /v1/calc/7/extract/oqparam', {
        body: makeZip([{ name: 'json.npy', content: npy(JSON.stringify(parameters)) }]),
      });
      stub.on('GET /v1/calc/7/results', {
        body: [
          { id: 14, name: 'Full Report', type: 'fullreport', outtypes: ['rst'], url: 'x', size_mb: null },
        ],
      });
      for (const what of ['task_info', 'performance_data'])
        stub.on(`GET /v1/calc/7/extract/${what}`, {
          status: 500,
          headers: { 'content-type': 'text/plain' },
          body: 'KeyError: no such thing',
        });
    },
  },
  {
    of: 'check',
    words: ['check', 'results', '--expect', 'expected'],
    exit: 10,
    prepare: async (_stub, work) => {
      for (const [folder, loss] of [
        ['results', '5.5'],
        ['expected', '6.5'],
      ] as const) {
        await mkdir(join(work, folder));
        await writeFile(join(work, folder, 'losses.csv'), `event_id,loss\n1,${loss}\n`);
      }
      await writeFile(join(work, 'expected', 'gone.csv'), 'x\n');
    },
  },
  {
    of: 'recover',
    words: ['recover'],
    prepare: async (stub, work) => {
      complete(stub);
      await writeOpenSubmission(join(work, '..', 'data'), stub.url, { calculationId: 7 });
    },
  },
  {
    of: 'cluster',
    words: ['cluster'],
    prepare: (stub) => {
      stub.on('GET /v1/calc/list', { body: [statusBody(8, 'executing'), statusBody(7, 'complete')] });
      stub.on('GET /v1/calc/8/log/*', ({ url }) => ({
        body: [
          ['2026-11-22T21:05:10.29', 'INFO', 'Main/1', 'Using 16 processpool workers'],
          ['2026-11-22T21:05:11.29', 'INFO', 'Main/1', 'classical  40% [4 submitted, 1 queued]'],
        ].slice(Number(/(\d+):/.exec(url)?.[1])),
      }));
    },
  },
  {
    of: 'save-hazard-calculation',
    words: ['--shc', '7', 'there'],
    prepare: (stub) => {
      complete(stub);
      stub.on('GET /v1/calc/7/datastore', {
        headers: { 'content-disposition': 'attachment; filename=calc_7.hdf5' },
        body: Buffer.from('\u0089HDF\r\n\u001a\n', 'latin1'),
      });
    },
  },
  {
    of: 'delete-uncompleted-calculations',
    words: ['--duc', '--yes'],
    prepare: (stub) => {
      stub.on('GET /v1/calc/list', { body: [statusBody(8, 'failed'), statusBody(7, 'complete')] });
      stub.on('POST /v1/calc/8/remove', { body: { success: '8' } });
    },
  },
  {
    of: 'make-html-report',
    words: ['--make-html-report', '1999-01-01'],
    prepare: (stub) => void stub.on('GET /v1/calc/list', { body: [statusBody(7, 'complete')] }),
  },
];
