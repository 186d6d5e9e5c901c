import { describe, expect, it } from 'vitest';
import { WatchPolls } from '../../../src/commands/watch/polls.js';
import { firstState, step, type WatchState } from '../../../src/views/watch/watch-state.js';
import { withEngine } from '../../support/engine-at.js';
import { listOf } from '../../support/long-list.js';
import { fastClock } from '../../support/test-system.js';

const WHOLE = 1_000_000;

describe('watching a list of 5,000', () => {
  it('asks for the whole of it at first, at every tenth look and when told to, else for what is new or runs', async () => {
    await withEngine(async (engine, stub) => {
      let runs = 4700;
      const list = listOf(stub, 5000, (id) => (id === runs ? 'submitted' : 'complete'));
      let state: WatchState = firstState(stub.url, 80, 24, 0);
      const polls = new WatchPolls(engine, fastClock(), new AbortController().signal);
      const seen: string[][] = [];
      const look = async (): Promise<void> => {
        await polls.look(
          () => state,
          (event) => {
            if (event.kind === 'calculations')
              seen.push(event.calculations.map(({ id, status }) => `${id} ${status}`));
            state = step(state, event).state;
          },
        );
      };
      const due = (): string[] =>
        Array.from({ length: list.count }, (_unused, nth) => list.count - nth)
          .filter((id) => !list.gone.has(id))
          .map((id) => `${id} ${id === runs ? 'submitted' : 'complete'}`);
      await look();
      expect(list.limits()).toEqual([WHOLE]);
      list.count += 3;
      list.gone.add(4900);
      await look();
      expect(list.limits()).toEqual([WHOLE, 20, 5003 - 4699 + 20]);
      expect(seen.at(-1)).toEqual(due());
      runs = 0;
      list.gone.add(12);
      for (let nth = 0; nth < 8; nth += 1) await look();
      expect(list.limits().filter((limit) => limit === WHOLE)).toHaveLength(1);
      expect(seen.at(-1)).toContain('4700 complete');
      expect(seen.at(-1)).toContain('12 complete');
      await look();
      expect(list.limits().filter((limit) => limit === WHOLE)).toHaveLength(2);
      expect(seen.at(-1)).toEqual(due());
      list.gone.add(13);
      polls.lookNow();
      await look();
      expect(seen.at(-1)).toEqual(due());
    });
  });
});
