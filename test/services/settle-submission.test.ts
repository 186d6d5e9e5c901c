import { describe, expect, it } from 'vitest';
import type { Calculation, LogRow } from '../../src/engine/types.js';
import { UnreachableError } from '../../src/errors.js';
import { askThroughLosses } from '../../src/services/ask-through-losses.js';
import { type Settled, settleSubmission, type Sought } from '../../src/services/settle-submission.js';
import type { DoubtEvent } from '../../src/services/submission-doubt.js';
import { fastClock } from '../support/test-system.js';
import { someCalculation } from '../support/some-calculation.js';

const MARK = 'openquake-0123456789abcdef';
const SOUGHT: Sought = {
  mark: MARK,
  newestBefore: 10,
  calculationMode: 'scenario',
  hazardCalculationId: null,
};

function calculation(id: number, changes: Partial<Calculation> = {}): Calculation {
  return someCalculation({ id, calculationMode: 'scenario', isRunning: true, ...changes });
}

function row(message: string, process = 'MainProcess/1'): LogRow {
  return { time: '2026-01-01T00:00:00.00', level: 'INFO', process, message };
}

const begins = (folder: string): LogRow => row(`me@host running /srv/calc_11/${folder}/job.ini --hc=None`);

interface Look {
  readonly list: readonly Calculation[];
  readonly logs?: Readonly<Record<number, readonly LogRow[]>>;
}

interface Asked {
  readonly settled: Settled;
  readonly events: readonly DoubtEvent[];
  readonly looks: number;
  readonly elapsedMs: number;
}

/** Plays the looks one after the other; the last one again and again. */
async function settle(
  looks: readonly (Look | Error)[],
  options: { readonly sought?: Partial<Sought>; readonly taken?: readonly number[] } = {},
): Promise<Asked> {
  const clock = fastClock();
  const startedMs = clock.now();
  const events: DoubtEvent[] = [];
  let asked = -1;
  const look = (): Look => {
    const now = looks[Math.min(asked, looks.length - 1)];
    if (now === undefined || now instanceof Error) throw now ?? new Error('no look');
    return now;
  };
  const server = {
    listNewerThan: async (id: number) => {
      asked += 1;
      await Promise.resolve();
      return look().list.filter((one) => one.id > id);
    },
    logPage: async (id: number) => Promise.resolve([...(look().logs?.[id] ?? [])]),
  };
  const onEvent = (event: DoubtEvent): void => void events.push(event);
  const settled = await settleSubmission(
    server,
    { ...SOUGHT, ...options.sought },
    {
      asking: askThroughLosses({ clock, patienceMs: 60_000, onEvent }),
      taken: new Set(options.taken),
      onWait: (calculationIds) => onEvent({ kind: 'may-be', calculationIds }),
    },
  );
  return { settled, events, looks: asked + 1, elapsedMs: clock.now() - startedMs };
}

describe('a submission whose answer was lost', () => {
  it('is found by its mark in the first row, among others', async () => {
    const { settled } = await settle([
      {
        list: [calculation(11), calculation(12)],
        logs: { 11: [begins('openquake-fedcba9876543210')], 12: [begins(MARK)] },
      },
    ]);
    expect(settled).toMatchObject({ kind: 'found', calculation: { id: 12 } });
  });

  it('is waited for as long as one that may be it has not begun', async () => {
    const created = calculation(11, { status: 'created', calculationMode: 'custom' });
    const { settled, events } = await settle([
      { list: [created] },
      { list: [created] },
      { list: [calculation(11)], logs: { 11: [begins(MARK)] } },
    ]);
    expect(settled).toMatchObject({ kind: 'found', calculation: { id: 11 } });
    expect(events).toEqual([{ kind: 'may-be', calculationIds: [11] }]);
  });

  it('waits in a queue for hours, but not for one that never leaves the status created', async () => {
    const queued = { list: [calculation(11, { status: 'submitted' })] };
    const waits = Array.from({ length: 900 }, () => queued);
    const begun = { list: [calculation(11)], logs: { 11: [begins(MARK)] } };
    expect((await settle([...waits, begun])).settled).toMatchObject({ kind: 'found' });
    const stuck = await settle([{ list: [calculation(11, { status: 'created' })] }]);
    expect(stuck.settled).toEqual({ kind: 'undecided', ids: [11] });
    expect(stuck.elapsedMs).toBeGreaterThanOrEqual(600_000);
  });

  it('has never arrived where the server has answered long enough and shows nothing', async () => {
    const { settled, elapsedMs } = await settle([{ list: [] }]);
    expect(settled).toEqual({ kind: 'absent' });
    expect(elapsedMs).toBeGreaterThanOrEqual(30_000);
  });

  it('does not count the time in which the server is silent', async () => {
    const away = new UnreachableError('away');
    const looks = [...Array.from({ length: 6 }, () => away), { list: [] }];
    const silent = await settle(looks);
    expect(silent.settled).toEqual({ kind: 'absent' });
    expect(silent.events.map(({ kind }) => kind)).toEqual(['away', 'back']);
    expect(silent.elapsedMs).toBeGreaterThan(30_000 + 3_000);
  });

  it('gives up when the server stays silent beyond the patience', async () => {
    await expect(settle([new UnreachableError('away')])).rejects.toThrow('away');
  });

  it('is a refusal where the row of one names the mark', async () => {
    const failed = calculation(11, { status: 'failed', isRunning: false, calculationMode: 'custom' });
    const text = `Traceback\n  File "x"\nInvalidFile: /srv/calc_11/${MARK}/job.ini`;
    const { settled } = await settle([{ list: [failed], logs: { 11: [row(text, 'before starting')] } }]);
    expect(settled).toEqual({ kind: 'refused', calculationId: 11, traceback: text.split('\n') });
  });

  it.each([
    ['the remains of an upload that was cut', [row('BadZipFile: File is not a zip file', 'before starting')]],
    ['the refusal of another job', [row('InvalidFile: /srv/calc_11/job.ini', 'before starting')]],
    ['another job', [begins('openquake-fedcba9876543210')]],
    ['a job of another client', [row('me@host running /srv/calc_11/job.ini [--hc=None]')]],
  ])('is not %s', async (_what, log) => {
    const one = calculation(11, { calculationMode: 'custom' });
    expect((await settle([{ list: [one], logs: { 11: log } }])).settled).toEqual({ kind: 'absent' });
  });

  it.each([
    ['of another mode', { calculationMode: 'classical' }, {}],
    ['on another hazard', { parentId: 3 }, { hazardCalculationId: 4 }],
  ])('is not one %s, begun or not', async (_what, changes, sought) => {
    const { settled, events } = await settle([{ list: [calculation(11, changes)] }], { sought });
    expect(settled).toEqual({ kind: 'absent' });
    expect(events).toEqual([]);
  });

  it('is not what another submission has become', async () => {
    const look = { list: [calculation(11)], logs: { 11: [begins(MARK)] } };
    expect((await settle([look], { taken: [11] })).settled).toEqual({ kind: 'absent' });
  });

  it('cannot be told without a mark, or where the engine does not name its job', async () => {
    const begun = { list: [calculation(11)], logs: { 11: [begins('x')] } };
    expect((await settle([begun], { sought: { mark: null } })).settled).toEqual({
      kind: 'undecided',
      ids: [11],
    });
    const mute = { list: [calculation(11)], logs: { 11: [row('a'), row('b'), row('c')] } };
    expect((await settle([mute])).settled).toEqual({ kind: 'undecided', ids: [11] });
  });
});
