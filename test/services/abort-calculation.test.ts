import { describe, expect, it } from 'vitest';
import type { AbortAnswer } from '../../src/engine/control.js';
import type { Calculation } from '../../src/engine/types.js';
import {
  InterruptedError,
  LoginError,
  NotFoundError,
  ServerError,
  StillRunningError,
  UnreachableError,
} from '../../src/errors.js';
import { type AbortRequest, abortCalculation } from '../../src/services/abort-calculation.js';
import { rejection } from '../support/engine-at.js';
import { fastClock } from '../support/test-system.js';
import { someCalculation } from '../support/some-calculation.js';

type Status = string | Error;

/** A request of a user with a minute of patience, on a clock that does not wait. */
function asking(): AbortRequest {
  return { clock: fastClock(), patienceMs: 60_000, onWaiting: () => undefined };
}

function calculation(status: string): Calculation {
  return someCalculation({ status, isRunning: ['created', 'submitted', 'executing'].includes(status) });
}

/** A server that gives these answers in turn, the last ones for ever. */
function server(statuses: readonly Status[], answers: readonly (AbortAnswer | Error)[] = []) {
  const left = { statuses: [...statuses], answers: [...answers] };
  const calls: string[] = [];
  const take = <Value>(list: (Value | Error)[]): Value => {
    const next = list.length > 1 ? list.shift() : list[0];
    if (next === undefined) throw new Error('the test did not expect this question');
    if (next instanceof Error) throw next;
    return next;
  };
  return {
    calls,
    url: 'http://my-host:8800',
    status: async () => {
      calls.push('status');
      return calculation(take(left.statuses));
    },
    abort: async () => {
      calls.push('abort');
      return take(left.answers);
    },
  };
}

const ACCEPTED: AbortAnswer = { kind: 'accepted' };
const NOT_RUNNING: AbortAnswer = { kind: 'not-running' };

describe('abortCalculation', () => {
  it('asks once and waits for the end', async () => {
    const engine = server(['executing', 'executing', 'aborted'], [ACCEPTED, new Error('asked twice')]);
    const result = await abortCalculation(engine, 7, asking());
    expect(result).toMatchObject({ kind: 'aborted', calculation: { status: 'aborted' } });
    expect(engine.calls).toEqual(['status', 'abort', 'status', 'status']);
  });

  it('keeps asking while the engine is still starting it, and says so once', async () => {
    const engine = server(
      ['created', 'created', 'created', 'executing', 'failed'],
      [NOT_RUNNING, NOT_RUNNING, NOT_RUNNING, ACCEPTED],
    );
    const told: string[] = [];
    const result = await abortCalculation(engine, 7, {
      ...asking(),
      onWaiting: ({ status }) => told.push(status),
    });
    expect(result).toMatchObject({ kind: 'aborted', calculation: { status: 'failed' } });
    expect(told).toEqual(['created']);
    expect(engine.calls.filter((call) => call === 'abort')).toHaveLength(4);
  });

  it('leaves one that has ended as it is', async () => {
    const engine = server(['complete']);
    expect(await abortCalculation(engine, 7, asking())).toMatchObject({ kind: 'already-ended' });
    expect(engine.calls).toEqual(['status']);
  });

  it.each(['complete', 'shared'])('does not call it aborted when it was faster: %s', async (status) => {
    const engine = server(['executing', status], [ACCEPTED]);
    expect(await abortCalculation(engine, 7, asking())).toMatchObject({
      kind: 'already-ended',
      calculation: { status },
    });
  });

  it('tells that it ended by itself while it could not be aborted', async () => {
    const engine = server(['created', 'failed'], [NOT_RUNNING]);
    expect(await abortCalculation(engine, 7, asking())).toMatchObject({ kind: 'already-ended' });
  });

  it('asks again when an accepted abort shows no effect: the server says yes to a kill that failed', async () => {
    const engine = server([...Array.from({ length: 30 }, () => 'executing'), 'aborted'], [ACCEPTED]);
    await abortCalculation(engine, 7, asking());
    expect(engine.calls.filter((call) => call === 'abort')).toHaveLength(3);
  });

  it('tells who may abort it, when it is refused', async () => {
    const engine = server(
      ['executing'],
      [{ kind: 'refused', reason: 'User bob has no permission to abort job 7' }],
    );
    const failure = await rejection(abortCalculation(engine, 7, asking()));
    expect(failure).toBeInstanceOf(LoginError);
    expect(failure).toMatchObject({
      message: expect.stringContaining('User bob has no permission') as string,
    });
  });

  it('asks again after a moment without an answer, and gives up in the end', async () => {
    const cut = new UnreachableError('Cannot reach it.');
    const passing = server([cut, 'executing', cut, 'executing', 'failed'], [cut, ACCEPTED]);
    expect(await abortCalculation(passing, 7, asking())).toMatchObject({ kind: 'aborted' });
    expect(await rejection(abortCalculation(server([cut]), 7, asking()))).toBe(cut);
    const crash = new ServerError('x', 500);
    expect(await rejection(abortCalculation(server(['executing'], [crash]), 7, asking()))).toBe(crash);
  });

  it('fails at once where there is no such calculation', async () => {
    const engine = server([new NotFoundError('No calculation 7.')]);
    expect(await rejection(abortCalculation(engine, 7, asking()))).toBeInstanceOf(NotFoundError);
    expect(engine.calls).toEqual(['status']);
  });

  it('stops asking when it is told to', async () => {
    const stop = new InterruptedError('Left.', 'SIGINT');
    const stopping = new AbortController();
    const engine = server(['created'], [NOT_RUNNING]);
    const waiting = abortCalculation(engine, 7, {
      ...asking(),
      onWaiting: () => stopping.abort(stop),
      signal: stopping.signal,
    });
    expect(await rejection(waiting)).toBe(stop);
  });

  it('gives up on a calculation that stays created for ever, as a killed server leaves it', async () => {
    const engine = server(['created'], [NOT_RUNNING]);
    const failure = await rejection(abortCalculation(engine, 7, asking()));
    expect(failure).toBeInstanceOf(StillRunningError);
    expect(failure).toMatchObject({ exit: 'stillRunning', facts: { calculation_id: 7, status: 'created' } });
  });
});
