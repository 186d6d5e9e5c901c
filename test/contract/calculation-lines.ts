import { playHazard } from '../support/calculation-data.js';
import { statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import type { Line } from './lines.js';

const list = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/list', { body: [statusBody(7, 'complete', { tags: 'nightly' })] });
};
const complete = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
};
const withTags = (stub: StubEngine): void => {
  stub.on('GET /v1/engine_version', { body: '3.26.2' });
};
const change = (call: string, ...parts: readonly ((stub: StubEngine) => void)[]) => {
  return (stub: StubEngine): void => {
    withTags(stub);
    for (const part of parts) part(stub);
    stub.on(`${call.includes('tag') ? 'GET' : 'POST'} ${call}`, { body: { success: 'done' } });
  };
};

/** Lines of the verbs about calculations that a server has. */
export const CALCULATION_LINES: readonly Line[] = [
  { of: 'jobs', words: ['jobs'], prepare: list },
  {
    of: 'show',
    words: ['show', '7'],
    prepare: (stub) => {
      complete(stub);
      list(stub);
      stub.on('GET /v1/calc/7', { body: { calculation_mode: 'classical', description: 'Job 7' } });
      stub.on('GET /v1/calc/7/results', { body: [] });
    },
  },
  {
    of: 'ask',
    words: ['ask', '7', 'PGA 10% in 50y at 13.02,42.01'],
    prepare: (stub) => {
      complete(stub);
      playHazard(stub);
    },
  },
  {
    of: 'outputs',
    words: ['outputs', '7'],
    prepare: (stub) => {
      complete(stub);
      stub.on('GET /v1/calc/7/results', {
        body: [{ id: 14, name: 'Curves', type: 'hcurves', outtypes: ['csv'], url: 'x', size_mb: 0.5 }],
      });
    },
  },
  {
    of: 'export',
    words: ['export', '7', 'out'],
    prepare: (stub) => {
      complete(stub);
      stub.on('GET /v1/calc/7/results', {
        body: [{ id: 14, name: 'Curves', type: 'hcurves', outtypes: ['csv'], url: 'x', size_mb: 0.5 }],
      });
      stub.on('GET /v1/calc/result/14', {
        headers: { 'content-disposition': 'attachment; filename=curves.csv' },
        body: 'lon,lat\n',
      });
    },
  },
  { of: 'abort', words: ['abort', '7'], prepare: complete },
  {
    of: 'delete',
    words: ['delete', '7', '--yes'],
    prepare: (stub) => {
      complete(stub);
      stub.on('POST /v1/calc/7/remove', { body: { success: '7' } });
    },
  },
  { of: 'share', words: ['share', '7'], prepare: change('/v1/calc/7/share', complete) },
  { of: 'unshare', words: ['unshare', '7'], prepare: change('/v1/calc/7/unshare', complete) },
  { of: 'open', words: ['open', '7', '--no-input'], prepare: complete },
  {
    of: 'tags',
    words: ['tags'],
    prepare: (stub) => {
      withTags(stub);
      stub.on('GET /v1/calc/list_tags', { body: { success: true, tags: ['nightly'] } });
      list(stub);
    },
  },
  {
    of: 'tags add',
    words: ['tags', 'add', 'final', '7'],
    prepare: change('/v1/calc/7/add_tag/final', complete),
  },
  {
    of: 'tags remove',
    words: ['tags', 'remove', 'final', '7'],
    prepare: change('/v1/calc/7/remove_tag/final', complete),
  },
  { of: 'tags create', words: ['tags', 'create', 'final'], prepare: change('/v1/calc/create_tag/final') },
  { of: 'tags delete', words: ['tags', 'delete', 'final'], prepare: change('/v1/calc/delete_tag/final') },
  {
    of: 'tags prefer',
    words: ['tags', 'prefer', 'final', '7'],
    prepare: change('/v1/calc/7/set_preferred_job_for_tag/final', complete),
  },
  {
    of: 'tags unprefer',
    words: ['tags', 'unprefer', 'final'],
    prepare: change('/v1/calc/unset_preferred_job_for_tag/final'),
  },
];
