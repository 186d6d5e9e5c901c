import { CALCULATION_LINES } from './calculation-lines.js';
import { OTHER_LINES } from './other-lines.js';
import { SESSION_LINES } from './session-lines.js';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logRows, simulate, statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { CALCULATION, writeExport } from '../support/crate.js';
import { writeTinyJob } from '../support/tiny-job.js';

/** A line whose result is held to the contract: what it asks a server, and what lies in its folder. */
export interface Line {
  /** The verb, or the engine flag without dashes, that the line is for. */
  readonly of: string;
  readonly words: readonly string[];
  /** Exit code; success when left out. */
  readonly exit?: number;
  readonly prepare?: (stub: StubEngine, folder: string) => unknown;
}

const calculations = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/list', {
    body: [
      statusBody(8, 'executing', { tags: 'a' }),
      statusBody(7, 'complete'),
      statusBody(6, 'complete', { calculation_mode: 'classical_risk', parent_id: 7 }),
    ],
  });
};
const complete = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
};
const OUTPUTS = [
  { id: 14, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv'], url: 'x', size_mb: 0.5 },
  { id: 13, name: 'Full Report', type: 'fullreport', outtypes: ['rst'], url: 'x', size_mb: null },
];
const outputs = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/7/results', { body: OUTPUTS });
};
const download = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/result/14', {
    headers: { 'content-disposition': 'attachment; filename=curves.csv' },
    body: 'lon,lat\n',
  });
};

const aHazardCurve = async (folder: string): Promise<void> =>
  writeFile(
    join(folder, 'curves.csv'),
    `#,,,,,"generated_by='OpenQuake engine 3.23.5', investigation_time=50.0, imt='PGA', kind='mean'"\nlon,lat,depth,poe-0.1,poe-0.2,poe-0.4\n13.4,42.3,0.0,0.5,0.1,0.01\n`,
  );

const aFolder = async (folder: string): Promise<void> =>
  writeExport(join(folder, 'out'), { 'curves_42.csv': 'curves' });

/** One line or more for each command that can be run without an engine on this machine. */
export const LINES: readonly Line[] = [
  {
    of: 'run',
    words: ['--run', 'job.ini'],
    prepare: async (stub, folder) => {
      await writeTinyJob(folder);
      stub.on('POST /v1/calc/run', { body: { status: 'created', job_id: 7 } });
      simulate(stub, 7, [
        { status: 'executing', rows: 1 },
        { status: 'complete', rows: 3 },
      ]);
      outputs(stub);
    },
  },
  {
    of: 'run',
    words: ['--run', 'job.ini', '--exports', 'csv', '--export-dir', 'out'],
    prepare: async (stub, folder) => {
      await writeTinyJob(folder);
      stub.on('POST /v1/calc/run', { body: { status: 'created', job_id: 7 } });
      simulate(stub, 7, [{ status: 'complete', rows: 3 }]);
      outputs(stub);
      download(stub);
    },
  },
  {
    of: 'run',
    words: ['--run', 'job.ini', '--detach'],
    prepare: async (stub, folder) => {
      await writeTinyJob(folder);
      stub.on('POST /v1/calc/run', { body: { status: 'created', job_id: 7 } });
    },
  },
  {
    of: 'run',
    words: ['--run', 'job.ini', '--dry-run'],
    prepare: async (_stub, folder) => writeTinyJob(folder),
  },
  { of: 'list-hazard-calculations', words: ['--lhc'], prepare: calculations },
  { of: 'list-risk-calculations', words: ['--lrc'], prepare: calculations },
  {
    of: 'list-outputs',
    words: ['--lo', '7'],
    prepare: (stub) => {
      complete(stub);
      outputs(stub);
    },
  },
  {
    of: 'show-log',
    words: ['--sl', '7'],
    prepare: (stub) => void simulate(stub, 7, [{ status: 'complete', rows: 3 }], logRows(3)),
  },
  { of: 'export-output', words: ['--eo', '14', 'out', '--exports', 'csv'], prepare: download },
  {
    of: 'export-outputs',
    words: ['--eos', '7', 'out', '--exports', 'csv'],
    prepare: (stub) => {
      complete(stub);
      outputs(stub);
      download(stub);
    },
  },
  {
    of: 'delete-calculation',
    words: ['--dc', '7', '--yes'],
    prepare: (stub) => {
      complete(stub);
      stub.on('POST /v1/calc/7/remove', { body: { success: '7' } });
    },
  },
  { of: 'abort', words: ['--abort', '7'], prepare: complete },
  { of: 'version', words: ['--version'] },
  {
    of: 'check-input',
    words: ['check-input', 'job.ini'],
    prepare: async (_stub, folder) => writeTinyJob(folder),
  },
  {
    of: 'check-input',
    words: ['check-input', 'job.ini'],
    exit: 5,
    prepare: async (_stub, folder) => writeTinyJob(folder, 'job.ini', 'rupture_model_file = no.xml\n'),
  },
  {
    of: 'zip',
    words: ['zip', 'job.ini'],
    prepare: async (_stub, folder) => writeTinyJob(folder),
  },
  {
    of: 'zip',
    words: ['zip', 'job.ini', '--dry-run'],
    prepare: async (_stub, folder) => writeTinyJob(folder),
  },
  {
    of: 'logs',
    words: ['logs', '7'],
    prepare: (stub) => void simulate(stub, 7, [{ status: 'complete', rows: 3 }], logRows(3)),
  },
  ...CALCULATION_LINES,
  ...SESSION_LINES,
  ...OTHER_LINES,
  { of: 'wait', words: ['wait', '7'], prepare: complete },
  { of: 'doctor', words: ['doctor'], prepare: calculations },
  {
    of: 'profile remove',
    words: ['profile', 'remove', 'lab'],
    prepare: async (_stub, folder) => {
      const config = join(folder, '..', 'config');
      await mkdir(config);
      await writeFile(join(config, 'config.json'), '{"profiles": {"lab": {"host": "my-host"}}}');
    },
  },
  { of: 'profile add', words: ['profile', 'add', 'lab', 'my-host'] },
  { of: 'profile list', words: ['profile', 'list'] },
  { of: 'profile use', words: ['profile', 'use', 'local'] },
  { of: 'engine status', words: ['engine', 'status'] },
  { of: 'engine stop', words: ['engine', 'stop'] },
  { of: 'engine uninstall', words: ['engine', 'uninstall', '--yes'] },
  {
    of: 'replay',
    words: ['replay', 'out', '--job', 'job.ini'],
    prepare: async (stub, folder) => {
      await writeTinyJob(folder);
      const unseen = { ...CALCULATION, inputs: [], inputsAre: 'unknown' } as const;
      await writeExport(join(folder, 'out'), { 'curves_42.csv': 'lon,lat\n' }, unseen);
      stub.on('POST /v1/calc/run', { body: { status: 'created', job_id: 7 } });
      simulate(stub, 7, [{ status: 'complete', rows: 3 }]);
      outputs(stub);
      download(stub);
    },
  },
  {
    of: 'diff',
    words: ['diff', 'one', 'two'],
    exit: 10,
    prepare: async (_stub, folder) => {
      await writeExport(join(folder, 'one'), { 'maps_42.csv': 'lon,lat,PGA\n1,2,3\n' });
      await writeExport(join(folder, 'two'), { 'maps_42.csv': 'lon,lat,PGA\n1,2,4\n' });
    },
  },
  {
    of: 'bisect',
    words: ['bisect', 'job.ini', 'job.ini'],
    prepare: async (_stub, folder) => writeTinyJob(folder),
  },
  { of: 'verify', words: ['verify', 'out'], prepare: async (_stub, folder) => aFolder(folder) },
  {
    of: 'layer',
    words: ['layer', 'curves.csv', '-o', 'curves.gpkg', '--overwrite'],
    prepare: async (_stub, folder) => aHazardCurve(folder),
  },
  { of: 'plot', words: ['plot', 'curves.csv'], prepare: async (_stub, folder) => aHazardCurve(folder) },
  { of: 'completion', words: ['completion', 'bash'] },
  { of: 'schema', words: ['schema', 'error'] },
];

/** Lines that go wrong, each in another way. */
export const WRONG_LINES: readonly Line[] = [
  { of: 'usage', words: ['--no-such-flag'], exit: 2 },
  { of: 'usage', words: ['logs', '7', '--no-such-flag'], exit: 2 },
  { of: 'usage', words: ['logs'], exit: 2 },
  { of: 'usage', words: ['logs', 'no calculation'], exit: 2 },
  { of: 'usage', words: ['--lhc', '--format', 'cvs'], exit: 2 },
  { of: 'usage', words: ['--version', '--columns', 'id'], exit: 2 },
  { of: 'usage', words: ['--lo'], exit: 2 },
  { of: 'usage', words: ['--lhc', '--lrc'], exit: 2 },
  { of: 'usage', words: ['--lhc', '--columns', 'none'], exit: 2, prepare: calculations },
  // There is no screen in a pipe.
  { of: 'watch', words: ['watch'], exit: 2 },
  { of: 'usage', words: ['help', 'nothing'], exit: 2 },
  { of: 'usage', words: ['schema', 'nothing'], exit: 2 },
  {
    of: 'not-found',
    words: ['--lo', '99'],
    exit: 8,
    prepare: (stub) => void stub.on('GET /v1/calc/99/status', { status: 404 }),
  },
  {
    of: 'invalid-input',
    words: ['--run', 'job.ini'],
    exit: 5,
    prepare: async (_stub, folder) => writeTinyJob(folder, 'job.ini', 'rupture_model_file = no.xml\n'),
  },
  {
    of: 'dry-run of an invalid job',
    words: ['--run', 'job.ini', '--dry-run'],
    exit: 5,
    prepare: async (_stub, folder) => writeTinyJob(folder, 'job.ini', 'rupture_model_file = no.xml\n'),
  },
  {
    of: 'a question that nobody answers',
    words: ['--dc', '7', '--no-input'],
    exit: 2,
    prepare: complete,
  },
  {
    of: 'a server that crashes',
    words: ['--lhc'],
    exit: 7,
    prepare: (stub) => void stub.on('GET /v1/calc/list', { status: 500, body: '<h1>Server Error</h1>' }),
  },
];
