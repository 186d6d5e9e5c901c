import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InterruptPolicy } from '../../src/commands/engine/interrupt-policy.js';
import type { StopSignal } from '../../src/system.js';
import { makeZip } from '../support/make-zip.js';
import { manualClock } from '../support/manual-clock.js';
import { startRawServer } from '../support/raw-server.js';
import { logRow, simulate, statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem, type TestSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';
/** The two sleeps that the test itself ends: the moment before leaving is three seconds long. */
const LONG_MS = 3_000;

interface World {
  readonly stub: StubEngine;
  readonly system: TestSystem;
  readonly press: (signal?: StopSignal) => void;
  readonly advance: (ms: number) => void;
}

/** Runs a line with a clock in the hands of the test. `onStderr` is told each piece of text that appears there. */
async function run(
  argv: readonly string[],
  prepare: (world: World) => void,
  onStderr: (text: string, world: World) => void = () => undefined,
): Promise<RunResult & { readonly calls: readonly string[] }> {
  let result: (RunResult & { calls: string[] }) | undefined;
  await withFolder(async (cwd) => {
    await writeTinyJob(cwd);
    await withStub(async (stub) => {
      const clock = manualClock(LONG_MS);
      const system = testSystem({
        cwd,
        clock,
        onStderr: (text) => onStderr(text, world),
      });
      const world: World = {
        stub,
        system,
        press: (signal = 'SIGINT') => system.interrupt(signal),
        advance: (ms) => clock.advance(ms),
      };
      prepare(world);
      const { exit, stdout, stderr } = await runMain(['--host', stub.url, ...argv], system);
      result = {
        exit,
        stdout: stdout.replaceAll(stub.url, 'HOST'),
        stderr: stderr.replaceAll(stub.url, 'HOST'),
        // Without what the server knows.
        calls: stub.seen
          .map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`)
          .filter((call) => !/ini_defaults$|available_gsims$/.test(call)),
      };
    });
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

/** A calculation that runs until it is aborted. */
function endless({ stub }: World): void {
  stub.on(RUN, { body: { job_id: 42 } });
  simulate(stub, 42, [{ status: 'executing', rows: 1 }], [logRow(0, { message: 'working' })]);
}

/** The same, and an abort that succeeds. */
function abortable(world: World): void {
  const { stub } = world;
  endless(world);
  let aborted = false;
  stub.on('POST /v1/calc/42/abort', () => {
    aborted = true;
    return { body: { success: 'Killing job 42' } };
  });
  stub.on('GET /v1/calc/42/status', () => ({ body: statusBody(42, aborted ? 'failed' : 'executing') }));
}

/** Presses once when a text appears. */
function once(text: string, action: (world: World) => void) {
  let done = false;
  return (written: string, world: World): void => {
    if (done || !written.includes(text)) return;
    done = true;
    action(world);
  };
}

describe('Ctrl-C while a calculation runs', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'once (%s) leaves it running after three seconds, and says how to find it',
    async (signal, exit) => {
      const pressed = once('working', ({ press }) => press(signal));
      const left = once('leaving it in 3 s', ({ advance }) => setImmediate(() => advance(3_000)));
      const result = await run(['--run', 'job.ini'], endless, (text, world) => {
        pressed(text, world);
        left(text, world);
      });
      expect(result).toMatchObject({ exit, stdout: '' });
      expect(result.stderr).toContain(
        'Calculation 42 goes on at HOST; leaving it in 3 s. Press Ctrl-C again to abort it.\n',
      );
      expect(result.stderr).toContain(
        'openquake: Detached. Calculation 42 goes on at HOST.\n  Follow it: openquake --host HOST logs 42 --follow\n  Abort it:  openquake --host HOST --abort 42\n',
      );
      expect(result.calls).not.toContain('POST /v1/calc/42/abort');
    },
  );

  it.each([
    ['a terminal that closes', ['SIGHUP', 'SIGHUP']],
    ['a terminal that closes right after Ctrl-C', ['SIGINT', 'SIGHUP', 'SIGHUP']],
  ] as const)('%s leaves at once and aborts nothing', async (_what, signals) => {
    const closed = once('working', ({ press }) => signals.forEach((signal) => press(signal)));
    const result = await run(['--run', 'job.ini'], endless, closed);
    expect(result.exit).toBe(143);
    expect(result.stderr).toContain('openquake: Detached. Calculation 42 goes on at HOST.\n');
    expect(result.calls).not.toContain('POST /v1/calc/42/abort');
  });

  it('tells the id in JSON', async () => {
    const pressed = once('working', ({ press }) => press());
    const left = once('leaving it in 3 s', ({ advance }) => setImmediate(() => advance(3_000)));
    const result = await run(['--run', 'job.ini', '--json'], endless, (text, world) => {
      pressed(text, world);
      left(text, world);
    });
    expect(JSON.parse(result.stdout)).toMatchObject({
      error: { kind: 'interrupted', exit_code: 130, calculation_id: 42, host: 'HOST' },
    });
  });

  it('twice aborts it, and waits for its end', async () => {
    const first = once('working', ({ press }) => press());
    const second = once('leaving it in 3 s', ({ press, advance }) =>
      setImmediate(() => {
        advance(2_900);
        press();
        // The time to leave is past, but an abort is under way.
        setImmediate(() => advance(200));
      }),
    );
    const result = await run(['--run', 'job.ini'], abortable, (text, world) => {
      first(text, world);
      second(text, world);
    });
    expect(result).toMatchObject({ exit: 3, stdout: '' });
    expect(result.stderr).toContain('Aborting calculation 42 ...');
    expect(result.stderr).toContain('Calculation 42 aborted after');
    expect(result.calls.filter((call) => call === 'POST /v1/calc/42/abort')).toHaveLength(1);
  });

  it('aborts at once with --on-interrupt abort', async () => {
    const result = await run(
      ['--run', 'job.ini', '--on-interrupt', 'abort'],
      abortable,
      once('working', ({ press }) => press('SIGTERM')),
    );
    expect(result.exit).toBe(3);
    expect(result.stderr).not.toContain('leaving it');
  });

  it('once more leaves an abort to itself', async () => {
    const result = await run(
      ['--run', 'job.ini', '--on-interrupt', 'abort'],
      (world) => {
        endless(world);
        world.stub.on('POST /v1/calc/42/abort', () => {
          setImmediate(() => world.press());
          return { body: { success: 'Killing job 42' } };
        });
      },
      once('working', ({ press }) => press()),
    );
    expect(result.exit).toBe(130);
    expect(result.stderr).toContain(
      'The abort of calculation 42 was asked for at HOST, but its end was not seen.',
    );
  });

  it('keeps asking for an abort while the engine is still starting it', async () => {
    let status = 'created';
    const result = await run(['--run', 'job.ini', '--on-interrupt', 'abort'], ({ stub, press }) => {
      let asked = 0;
      stub.on(RUN, { body: { job_id: 42 } }).on('GET /v1/calc/42/log/*', { body: [] });
      stub.on('GET /v1/calc/42/status', () => {
        setImmediate(() => asked++ === 0 && press());
        return { body: statusBody(42, status) };
      });
      let aborts = 0;
      stub.on('POST /v1/calc/42/abort', () => {
        aborts += 1;
        if (aborts < 3) return { body: { error: 'Job 42 is not running' } };
        status = 'aborted';
        return { body: { success: 'Killing job 42' } };
      });
    });
    expect(result.exit).toBe(3);
    expect(result.stderr).toContain('cannot abort it yet; asking until it can');
  });

  it('that aborts what ends well is a success', async () => {
    const result = await run(
      ['--run', 'job.ini', '--on-interrupt', 'abort'],
      ({ stub }) => {
        stub.on(RUN, { body: { job_id: 42 } }).on('GET /v1/calc/42/results', { status: 404 });
        let status = 'executing';
        stub.on('GET /v1/calc/42/log/*', ({ url }) => ({
          body: url.includes('log/0:') ? [['2026-11-22T15:27:32', 'INFO', 'x', 'working']] : [],
        }));
        stub.on('GET /v1/calc/42/status', () => ({ body: statusBody(42, status) }));
        stub.on('POST /v1/calc/42/abort', () => {
          status = 'complete';
          return { body: { success: 'Killing job 42' } };
        });
      },
      once('working', ({ press }) => press()),
    );
    expect(result.exit).toBe(0);
  });

  it('is told when the server refuses the abort', async () => {
    const result = await run(
      ['--run', 'job.ini', '--on-interrupt', 'abort'],
      (world) => {
        endless(world);
        world.stub.on('POST /v1/calc/42/abort', {
          status: 403,
          body: { error: 'User bob has no permission to abort job 42' },
        });
      },
      once('working', ({ press }) => press()),
    );
    expect(result.exit).toBe(4);
    expect(result.stderr).toContain('User bob has no permission');
  });
});

describe('Ctrl-C after a calculation', () => {
  it('while it is exported, tells that it is complete and how to export it again', async () => {
    const result = await run(['--run', 'job.ini', '-e', 'csv', '--json'], (world) => {
      const { stub, press } = world;
      stub.on(RUN, { body: { job_id: 42 } });
      simulate(stub, 42, [{ status: 'complete', rows: 0 }]);
      stub.on('GET /v1/calc/42/results', {
        body: [{ id: 3, name: 'Curves', type: 'hcurves', outtypes: ['csv'], url: '', size_mb: 1 }],
      });
      stub.on('GET /v1/calc/result/3', () => {
        press();
        return { body: 'a,b' };
      });
    });
    expect(result.exit).toBe(130);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { kind: 'interrupted', calculation_id: 42 } });
    expect(result.stderr).toContain('Calculation 42 is complete; its export is not.\n');
    expect(result.stderr).toContain('openquake --host HOST --export-outputs 42 DIR --exports csv');
  });
});

describe('Ctrl-C before a calculation runs', () => {
  it('while the server is asked who it is, sends nothing', async () => {
    const result = await run(['--run', 'job.ini'], ({ stub, press }) => {
      stub.on('GET /v1/engine_version', () => {
        press();
        return { body: '3.23.5' };
      });
    });
    expect(result.calls).not.toContain(RUN);
    expect(result.exit).toBe(130);
  });

  it('while the job is being sent, takes it back: nothing was submitted', async () => {
    await withFolder(async (cwd) => {
      const ini = '[general]\ndescription = x\ncalculation_mode = scenario\nsites = 13 42\n';
      const big = Buffer.alloc(30 * 1024 * 1024, 'x');
      const zip = makeZip([
        { name: 'job.ini', content: ini },
        { name: 'big.csv', content: big },
      ]);
      await writeFile(join(cwd, 'big.zip'), zip);
      const system = testSystem({ cwd });
      const server = await startRawServer((socket) => {
        socket.on('data', (chunk) => {
          if (chunk.toString('latin1').startsWith('GET')) {
            const answer = chunk.includes('/calc/list') ? '[]' : '3.23.5';
            socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`);
          } else {
            // Takes the beginning and no more, so that the rest cannot have left.
            socket.pause();
            system.interrupt('SIGINT');
          }
        });
      });
      const { exit, stdout, stderr } = await runMain(['--host', server.url, '--run', 'big.zip'], system);
      await server.close();
      expect([exit, stdout]).toEqual([130, '']);
      expect(stderr).toBe('openquake: Interrupted before the job was sent whole; nothing was submitted.\n');
    });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('after the last byte waits for the id and leaves it running (%s)', async (signal, exit) => {
    const result = await run(['--run', 'job.ini'], ({ stub, press }) => {
      stub.on(RUN, () => {
        press(signal);
        return { body: { job_id: 42 } };
      });
    });
    expect(result).toMatchObject({
      exit,
      stdout: '',
      calls: ['GET /v1/engine_version', 'GET /v1/calc/list', RUN],
    });
    expect(result.stderr).toContain('The job is sent whole; waiting for its id.');
    expect(result.stderr).toContain('Detached. Calculation 42 goes on at HOST.');
    expect(result.stderr).toContain('openquake --host HOST logs 42 --follow');
  });

  it('after the last byte aborts it with --on-interrupt abort', async () => {
    const result = await run(['--run', 'job.ini', '--on-interrupt', 'abort'], (world) => {
      abortable(world);
      world.stub.on(RUN, () => {
        world.press();
        return { body: { job_id: 42 } };
      });
    });
    expect(result.exit).toBe(3);
    expect(result.calls).toContain('POST /v1/calc/42/abort');
  });

  it('twice after the last byte does not wait, and says that it may run', async () => {
    const result = await run(['--run', 'job.ini'], ({ stub, press }) => {
      stub.on(RUN, () => {
        press();
        press();
        return { cut: 'before-head' };
      });
    });
    expect(result.exit).toBe(7);
    expect(result.stderr).toContain('it may have started a calculation');
  });
});

describe('InterruptPolicy', () => {
  it.each<[string, 'detach' | 'abort', number[], string[]]>([
    ['once', 'detach', [0], ['announce-detach']],
    ['twice soon', 'detach', [0, 3000], ['announce-detach', 'abort']],
    ['twice late', 'detach', [0, 3001], ['announce-detach', 'announce-detach']],
    ['thrice', 'detach', [0, 1, 2], ['announce-detach', 'abort', 'leave']],
    ['late and then soon', 'detach', [0, 4000, 5000], ['announce-detach', 'announce-detach', 'abort']],
    ['once', 'abort', [0], ['abort']],
    ['twice', 'abort', [0, 9000], ['abort', 'leave']],
  ])('%s, when an interrupt means %s', (_what, mode, times, actions) => {
    const policy = new InterruptPolicy(mode);
    expect(times.map((ms) => policy.next('SIGINT', ms))).toEqual(actions);
    expect(policy.aborting).toBe(actions.includes('abort'));
  });

  it.each<[string, 'detach' | 'abort', StopSignal[], string[]]>([
    ['twice', 'detach', ['SIGHUP', 'SIGHUP'], ['detach', 'detach']],
    ['after Ctrl-C', 'detach', ['SIGINT', 'SIGHUP'], ['announce-detach', 'detach']],
    ['during an abort', 'detach', ['SIGINT', 'SIGINT', 'SIGHUP'], ['announce-detach', 'abort', 'go-on']],
    ['twice', 'abort', ['SIGHUP', 'SIGHUP'], ['abort', 'go-on']],
  ])('a terminal that closes %s, when an interrupt means %s', (_what, mode, signals, actions) => {
    const policy = new InterruptPolicy(mode);
    expect(signals.map((signal) => policy.next(signal, 0))).toEqual(actions);
  });
});
