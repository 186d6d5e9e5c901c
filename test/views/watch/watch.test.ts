import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calculation } from '../../../src/engine/types.js';
import { plainStyle } from '../../../src/output/style.js';
import { shownCharacters } from '../../../src/shown-characters.js';
import { parseKeys, splitUnfinished } from '../../../src/views/watch/keys.js';
import { watchLines } from '../../../src/views/watch/watch-lines.js';
import {
  firstState,
  KEPT_LOG_ROWS,
  step,
  type WatchEvent,
  type WatchState,
  type WatchWish,
} from '../../../src/views/watch/watch-state.js';
import { logRows } from '../../support/simulated-calculation.js';

const NOW = Date.UTC(2026, 10, 22, 16, 0, 0);

function calculation(id: number, more: Partial<Calculation> = {}): Calculation {
  return {
    id,
    owner: 'anna',
    calculationMode: 'classical',
    status: 'complete',
    isRunning: false,
    description: `Job ${id}`,
    parentId: undefined,
    sizeMb: undefined,
    startTime: '2026-11-22 15:57:00',
    tags: [],
    preferredFor: [],
    ...more,
  };
}

function listed(...ids: readonly number[]): WatchEvent {
  return { kind: 'calculations', calculations: ids.map((id) => calculation(id)), nowMs: NOW };
}

/** Plays events and typed keys one after the other. */
function play(...events: readonly (WatchEvent | string)[]): {
  readonly state: WatchState;
  readonly wishes: readonly WatchWish[];
} {
  const wishes: WatchWish[] = [];
  let state = firstState('http://my-host:8800', 80, 10, NOW);
  for (const event of events) {
    const all: readonly WatchEvent[] =
      typeof event === 'string' ? parseKeys(event).map((key) => ({ kind: 'key', key })) : [event];
    for (const one of all) {
      const next = step(state, one);
      state = next.state;
      if (next.wish !== undefined) wishes.push(next.wish);
    }
  }
  return { state, wishes };
}

const lines = (state: WatchState): string[] => watchLines(state, plainStyle);

describe('the keys of a terminal', () => {
  it.each([
    ['\u001b[A\u001b[B', ['up', 'down']],
    ['\u001bOA', ['up']],
    ['\u001b', ['escape']],
    ['\u001b[5~\u001b[6~', ['page-up', 'page-down']],
    ['\r', ['enter']],
    ['\u0003\u001a', ['interrupt', 'suspend']],
    ['\u001b[1;5C\u001b[<0;1;1M\u0001', []],
    ['aé😀', ['text', 'text', 'text']],
  ])('%j are %j', (input, kinds) => {
    expect(parseKeys(input).map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    ['\u001b', '', '\u001b'],
    ['j\u001b[', 'j', '\u001b['],
    ['\u001bO', '', '\u001bO'],
    ['\u001b[5', '', '\u001b[5'],
    ['\u001b\u001b', '\u001b', '\u001b'],
    ['\u001b[A', '\u001b[A', ''],
    ['q', 'q', ''],
  ])('%j may go on where a key has only begun', (input, whole, rest) => {
    expect(splitUnfinished(input)).toEqual({ whole, rest });
  });
});

describe('watching', () => {
  it('chooses with arrows and letters, and stays within the list', () => {
    expect(play(listed(9, 8, 7)).state.chosen).toBe(9);
    expect(play(listed(9, 8, 7), 'jj').state.chosen).toBe(7);
    expect(play(listed(9, 8, 7), 'jjjjj').state.chosen).toBe(7);
    expect(play(listed(9, 8, 7), 'jj\u001b[A').state.chosen).toBe(8);
    expect(play(listed(9, 8, 7), 'Gk').state.chosen).toBe(8);
    expect(play(listed(9, 8, 7), 'Gg').state.chosen).toBe(9);
    expect(play(listed(), 'jkG\raelq').wishes).toEqual([{ kind: 'leave' }]);
  });

  it('keeps the chosen one when others come, and takes a neighbour when it goes', () => {
    expect(play(listed(9, 8, 7), 'j', listed(11, 10, 9, 8, 7)).state.chosen).toBe(8);
    expect(play(listed(9, 8, 7), 'j', listed(9, 7)).state.chosen).toBe(7);
    expect(play(listed(9, 8, 7), 'G', listed(9, 8)).state.chosen).toBe(8);
    expect(play(listed(9), listed()).state.chosen).toBeUndefined();
  });

  it.each(['q', '\u001b', '\u0003'])('leaves with %j', (key) => {
    expect(play(listed(9), key).wishes).toEqual([{ kind: 'leave' }]);
  });

  it('leaves with Ctrl-C from everywhere, and suspends with Ctrl-Z', () => {
    for (const way of ['l', 'a', 'ex', '?']) {
      expect(play(listed(9), way, '\u0003').wishes.at(-1)).toEqual({ kind: 'leave' });
      expect(play(listed(9), way, '\u001a').wishes.at(-1)).toEqual({ kind: 'suspend' });
    }
  });

  it('aborts only after a yes', () => {
    expect(play(listed(9, 8), 'ja').state.mode).toEqual({ kind: 'abort', id: 8 });
    expect(play(listed(9, 8), 'jax\r').wishes).toEqual([]);
    expect(play(listed(9, 8), 'jan').state.mode).toEqual({ kind: 'list' });
    expect(play(listed(9, 8), 'jay').wishes).toEqual([{ kind: 'abort', id: 8 }]);
    // The question is about that one, whatever the list does meanwhile.
    expect(play(listed(9, 8), 'ja', listed(9), 'y').wishes).toEqual([{ kind: 'abort', id: 8 }]);
  });

  it('asks so that the question and what is typed are seen on a narrow terminal', () => {
    const narrow: WatchEvent = { kind: 'size', columns: 20, rows: 5 };
    expect(lines(play(listed(12345), narrow, 'a').state).at(-1)).toBe('Abort 12345? (y/n)');
    expect(lines(play(listed(12345), narrow, 'eresults').state).at(-1)).toBe('To: results_');
    expect(lines(play(listed(12345), 'eresults').state).at(-1)).toBe(
      'Export calculation 12345 to folder: results_',
    );
  });

  it('exports into the folder that was typed', () => {
    const { wishes, state } = play(listed(9), 'equx\u007fieüy\r');
    expect(wishes).toEqual([{ kind: 'export', id: 9, folder: 'quieüy' }]);
    expect(state.mode).toEqual({ kind: 'list' });
    expect(play(listed(9), 'e \r').wishes).toEqual([]);
    expect(play(listed(9), 'eab\u001b').wishes).toEqual([]);
  });

  it('shows a log and follows it, and stays where the reader is', () => {
    const log = (n: number): WatchEvent => ({ kind: 'log', id: 9, rows: logRows(n) });
    const opened = play(listed(9), '\r', log(50));
    expect(opened.wishes).toEqual([{ kind: 'look-now' }]);
    expect(lines(opened.state).at(-2)).toContain('row 49');
    const scrolled = play(listed(9), 'l', log(50), 'kkk');
    expect(lines(scrolled.state).at(-2)).toContain('row 46');
    expect(lines(play(listed(9), 'l', log(50), 'kkk', log(20)).state).at(-2)).toContain('row 46');
    expect(lines(play(listed(9), 'l', log(50), 'kkk', log(20), 'G').state).at(-2)).toContain('row 19');
    expect(lines(play(listed(9), 'l', log(50), 'g').state)[1]).toContain('row 0');
    expect(play(listed(9), 'l', log(50), 'q').state.mode).toEqual({ kind: 'list' });
    expect(play(listed(9), 'l', { ...log(5), id: 8 } as WatchEvent).state.mode).toMatchObject({ rows: [] });
    const long = play(listed(9), 'l', log(4_000), log(4_000)).state.mode;
    expect(long).toMatchObject({ kind: 'log' });
    if (long.kind === 'log') expect(long.rows).toHaveLength(KEPT_LOG_ROWS);
  });

  it('tells lost contact until an answer comes', () => {
    const lost: WatchEvent = { kind: 'lost', reason: 'nothing listens there', nowMs: NOW };
    expect(lines(play(listed(9), lost).state).at(-1)).toContain('No contact, trying again: nothing listens');
    expect(lines(play(listed(9), lost, listed(9)).state).at(-1)).not.toContain('No contact');
    expect(lines(play(listed(9), lost).state)[1]).toContain('Job 9');
  });
});

describe('the screen', () => {
  const running = calculation(9, { status: 'executing', isRunning: true });

  it('tells what runs, how far it is, whose it is and since when', () => {
    const { state } = play(
      { kind: 'calculations', calculations: [running, calculation(8)], nowMs: NOW },
      { kind: 'progress', id: 9, progress: { task: 'classical', percent: 50, detail: '' } },
      { kind: 'size', columns: 100, rows: 6 },
    );
    expect(lines(state)).toEqual([
      '1 running, 0 waiting, 2 in all  http://my-host:8800',
      '>     9 executing   3 min classical    50% ████░░░░ anna       Job 9',
      '      8 complete    3 min                           anna       Job 8',
      '',
      '',
      'Enter log  a abort  e export  ? help  q leave',
    ]);
  });

  it('shows the chosen one, however long the list', () => {
    const ids = Array.from({ length: 200 }, (_unused, n) => 200 - n);
    for (const downs of [0, 5, 100, 199]) {
      const shown = lines(play(listed(...ids), 'j'.repeat(downs)).state);
      expect(shown).toHaveLength(10);
      expect(shown.filter((line) => line.startsWith('>'))).toEqual([
        expect.stringContaining(`Job ${200 - downs}`),
      ]);
    }
  });

  it('fits every terminal, whatever is typed, told or written in a description', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.constantFrom(
        '\u001b[2J\u001b]0;x\u0007',
        '日本語の計算'.repeat(20),
        'e\u0301'.repeat(50),
        'a\r\nb\tc',
      ),
    );
    const event: fc.Arbitrary<WatchEvent> = fc.oneof(
      fc.record({
        kind: fc.constant('calculations' as const),
        nowMs: fc.constant(NOW),
        calculations: fc.array(
          fc
            .record({ id: fc.integer({ min: 1, max: 30 }), description: text, owner: text, status: text })
            .map((facts) => calculation(facts.id, facts)),
          { maxLength: 40 },
        ),
      }),
      fc.record({ kind: fc.constant('message' as const), text }),
      fc.record({ kind: fc.constant('lost' as const), reason: text, nowMs: fc.constant(NOW) }),
      fc.record({
        kind: fc.constant('log' as const),
        id: fc.integer({ min: 1, max: 30 }),
        rows: fc.array(
          text.map((message) => ({ time: '', level: 'INFO', process: 'p', message })),
          { maxLength: 9 },
        ),
      }),
      fc.record({
        kind: fc.constant('size' as const),
        columns: fc.integer({ min: 0, max: 130 }),
        rows: fc.integer({ min: 0, max: 30 }),
      }),
      fc
        .oneof(fc.constantFrom(...'j,k,g,G,l,a,e,y,n,q,?,\r,\u001b,\u007f'.split(',')), text)
        .chain((typed) => fc.constantFrom(...parseKeys(typed), { kind: 'down' as const }))
        .map((key) => ({ kind: 'key' as const, key })),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const { state } = play(...events);
        const shown = lines(state);
        expect(shown.length).toBeLessThanOrEqual(state.rows);
        for (const line of shown) {
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          const width = shownCharacters(line).reduce((sum, one) => sum + one.width, 0);
          expect(width).toBeLessThanOrEqual(state.columns);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('explains its keys', () => {
    expect(lines(play(listed(9), '?').state).join('\n')).toContain('abort it (asks)');
    expect(play(listed(9), '?x').state.mode).toEqual({ kind: 'list' });
  });
});
