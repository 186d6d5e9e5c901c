import { describe, expect, it } from 'vitest';
import { statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { runMain, type RunResult, testSystem } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';

async function cluster(words: readonly string[], prepare: (stub: StubEngine) => void): Promise<RunResult> {
  let result: RunResult = { exit: -1, stdout: '', stderr: '' };
  await withFolder(async (homeDir) =>
    withStub(async (stub) => {
      prepare(stub);
      const ended = await runMain(['--host', stub.url, 'cluster', ...words], testSystem({ homeDir }));
      result = { ...ended, stdout: ended.stdout.replaceAll(stub.url, 'HOST') };
    }),
  );
  return result;
}

function log(stub: StubEngine, id: number, messages: readonly string[]): void {
  stub.on(`GET /v1/calc/${id}/log/*`, ({ url }) => ({
    body: messages
      .slice(Number(/(\d+):/.exec(url)?.[1]))
      .map((message) => ['2026-11-22T21:05:10.29', 'INFO', 'Main/1', message]),
  }));
}

const busy = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/list', {
    body: [
      statusBody(9, 'submitted', { owner: 'bob\u001b[2J' }),
      statusBody(8, 'created', { owner: 'anna@host' }),
      statusBody(7, 'executing', { owner: 'anna@host' }),
      statusBody(6, 'complete'),
    ],
  });
  log(stub, 7, [
    'root@vm running job.ini',
    'Using 16 processpool workers',
    'preclassical 100% [3 submitted, 0 queued]',
    'classical  40% [4 submitted, 1 queued]',
    'a word',
  ]);
};

describe('cluster', () => {
  it('tells calculations by owner, tasks and workers, and what it does not know', async () => {
    const { exit, stdout } = await cluster([], busy);
    expect(exit).toBe(0);
    expect(stdout).toBe(
      [
        'server        HOST, engine 3.23.5',
        'calculations  anna: 1 running, 1 waiting',
        '              bob\\x1b[2J: 0 running, 1 waiting',
        'tasks         7 (anna): classical, 2 done, 4 submitted, 1 queued',
        'workers       16, as the last log says',
        'machine       not known: only that of the engine on this machine is',
        '',
      ].join('\n'),
    );
  });

  it('tells the same as data', async () => {
    expect(JSON.parse((await cluster(['--json'], busy)).stdout)).toEqual({
      host: 'HOST',
      engine: '3.23.5',
      calculations: [
        { owner: 'anna', running: 1, waiting: 1 },
        { owner: 'bob\u001b[2J', running: 0, waiting: 1 },
      ],
      running: [{ id: 7, owner: 'anna', phase: 'classical', submitted: 4, done: 2, queued: 1, workers: 16 }],
      tasks: { submitted: 4, done: 2, queued: 1 },
      workers: 16,
      machine: null,
    });
  });

  it('is honest about a log that tells nothing', async () => {
    const { stdout } = await cluster([], (stub) => {
      stub.on('GET /v1/calc/list', { body: [statusBody(7, 'executing')] });
      log(stub, 7, ['hello']);
    });
    expect(stdout).toContain('7 (anna): not known');
    expect(stdout).toMatch(/^workers {7}not known$/m);
  });

  it('tells of an idle server, with the workers of the last calculation', async () => {
    const { stdout } = await cluster([], (stub) => {
      stub.on('GET /v1/calc/list', { body: [statusBody(7, 'complete')] });
      log(stub, 7, ['Using 2 processpool workers']);
    });
    expect(stdout).toContain('none running or waiting');
    expect(stdout).toContain('2, as the last log says');
  });
});
