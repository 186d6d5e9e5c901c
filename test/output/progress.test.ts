import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fitColumns, startLiveLine } from '../../src/output/progress.js';
import { outputStream } from '../../src/output/streams.js';

describe('a live line', () => {
  it.each<[string, number | undefined, string]>([
    ['0123456789', undefined, '0123456789'],
    ['0123456789', 13, '0123456789'],
    ['0123456789', 12, '01234567…'],
    ['0123456789', 4, '…'],
    ['0123456789', 1, '…'],
    ['01234\n0123456789', 10, '01234\n012345…'],
    // Two columns each.
    ['地震地震', 11, '地震地震'],
    ['地震地震', 10, '地震地…'],
    ['e\u0301'.repeat(7), 10, 'e\u0301'.repeat(7)],
    ['🌍🌍🌍🌍', 9, '🌍🌍…'],
  ])('of %j fits %s columns', (text, columns, shown) => {
    expect(fitColumns(text, columns)).toBe(shown);
  });

  it.each([
    ['cannot move its cursor', false, 80],
    ['says it has no columns', true, 0],
  ])('is not drawn where the terminal %s', async (_what, moves, columns) => {
    let written = '';
    const raw = new PassThrough().on('data', (data: Buffer) => (written += data.toString()));
    const terminal = Object.assign(raw, { isTTY: true, columns }) as unknown as NodeJS.WriteStream;
    const live = await startLiveLine(outputStream(terminal), 'waiting', true, moves);
    live.update('still waiting');
    live.above('a note');
    live.stop();
    expect(written).toBe('a note\n');
  });
});
