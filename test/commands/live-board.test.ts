import { describe, expect, it, vi } from 'vitest';
import { boardLines, liveBoard } from '../../src/commands/engine/live-board.js';
import { oneAtATime, runPool } from '../../src/commands/engine/run-pool.js';
import { worstExit } from '../../src/commands/engine/worst-exit.js';
import { manualClock } from '../support/manual-clock.js';
import { EXIT_CODES, type ExitCodeName } from '../../src/exit-codes.js';

describe('the live lines of several jobs', () => {
  it('fit the height, with a word on the rest', () => {
    const rows = Array.from({ length: 30 }, (_unused, n) => `job ${n}`);
    const lines = boardLines('sum', rows, 6);
    expect(lines).toEqual(['sum', '  job 0', '  job 1', '  job 2', '  job 3', '  … and 26 more']);
    expect(boardLines('sum', rows.slice(0, 5), 6)).toHaveLength(6);
  });

  it('leave when their job has ended', () => {
    const drawn: string[] = [];
    const live = {
      update: (text: string) => void drawn.push(text),
      above: () => undefined,
      stop: () => undefined,
    };
    const board = liveBoard(live, () => 24);
    board.sum('sum');
    const first = board.row('first');
    const second = board.row('second');
    first.stop();
    first.stop();
    second.update('second again');
    expect(drawn.at(-1)).toBe('sum\n  second again');
  });
});

describe('a pool', () => {
  it('gives values in the order of the items, whatever ended first', async () => {
    const clock = manualClock(1);
    const ended: number[] = [];
    const pool = runPool([30, 1, 10], 3, async (ms) => {
      await clock.sleep(ms);
      ended.push(ms);
      return ms * 2;
    });
    for (let done = 0; done < 3; done += 1) {
      clock.advance([1, 9, 20][done] ?? 0);
      await vi.waitFor(() => expect(ended).toHaveLength(done + 1));
    }
    expect(await pool).toEqual([60, 2, 20]);
    expect(ended).toEqual([1, 10, 30]);
  });

  it('has a gate that lets the next through also after a failure', async () => {
    const turn = oneAtATime();
    // Sleeps so short let everybody else go on first.
    const wakes = manualClock(2);
    let inside = 0;
    let most = 0;
    const work = async (fails: boolean): Promise<string> => {
      inside += 1;
      most = Math.max(most, inside);
      await wakes.sleep(1);
      inside -= 1;
      if (fails) throw new Error('no');
      return 'done';
    };
    const all = await Promise.allSettled(
      [false, true, false].map(async (fails) => turn(async () => work(fails))),
    );
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(most).toBe(1);
  });
});

describe('the worst outcome', () => {
  it('has a place for every exit code, and success is the best', () => {
    for (const name of Object.keys(EXIT_CODES) as ExitCodeName[]) {
      expect(worstExit(['success', name])).toBe(name);
    }
    expect(worstExit([])).toBe('success');
    expect(worstExit(['calculationFailed', 'unreachable'])).toBe('unreachable');
  });
});
