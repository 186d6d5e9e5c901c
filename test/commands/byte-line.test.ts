import { describe, expect, it } from 'vitest';
import { ByteLine } from '../../src/commands/byte-line.js';

const MB = 1024 ** 2;

/** A byte line, what it showed, and the hands of its clock. */
function lineAt(): { line: ByteLine; shown: string[]; clock: { nowMs: number } } {
  const shown: string[] = [];
  const clock = { nowMs: 0 };
  const line = new ByteLine({ update: (text) => shown.push(text) }, { now: () => clock.nowMs });
  return { line, shown, clock };
}

describe('the byte line', () => {
  it('shows a bar, bytes, and bytes per second once they are known', () => {
    const { line, shown, clock } = lineAt();
    line.show('Packing 2 files', 0, 100 * MB);
    clock.nowMs = 500;
    line.show('Packing 2 files', 50 * MB, 100 * MB);
    expect(shown).toEqual([
      `Packing 2 files   0% ${'░'.repeat(20)} 0 B of 100 MB`,
      `Packing 2 files  50% ${'█'.repeat(10)}${'░'.repeat(10)} 50 MB of 100 MB, 100 MB/s`,
    ]);
  });

  it('is not drawn more often than can be seen, and always at the end', () => {
    const { line, shown, clock } = lineAt();
    for (let done = 0; done <= 1000; done += 1) {
      clock.nowMs += 1;
      line.show('Sending', done, 1000);
    }
    expect(shown.length).toBeLessThan(20);
    expect(shown.at(-1)).toContain('100%');
  });

  it('has a bar for nothing', () => {
    const { line, shown } = lineAt();
    line.show('Sending', 0, 0);
    expect(shown).toEqual([`Sending 100% ${'█'.repeat(20)} 0 B of 0 B`]);
  });
});
