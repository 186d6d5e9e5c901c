import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openScreen } from '../../src/output/screen.js';

/** A terminal in memory. */
function terminal(): { input: NodeJS.ReadStream; output: NodeJS.WriteStream; written: () => string } {
  let text = '';
  const output = new PassThrough().on('data', (data: Buffer) => (text += data.toString()));
  const input = Object.assign(new PassThrough(), { setRawMode: () => undefined });
  return {
    input: input as unknown as NodeJS.ReadStream,
    output: Object.assign(output, { columns: 4, rows: 2 }) as unknown as NodeJS.WriteStream,
    written: () => text,
  };
}

describe('the screen', () => {
  it('clears before it writes, for a cursor behind a full line stands on its last character', () => {
    const { input, output, written } = terminal();
    const screen = openScreen(input, output, {
      suspend: async () => Promise.resolve(),
      atExit: () => () => undefined,
    });
    const before = written().length;
    screen.draw(['full', 'foot']);
    expect(written().slice(before)).toBe('\u001b[H\u001b[Kfull\r\n\u001b[Jfoot');
    screen.draw(['full', 'foot']);
    expect(written().slice(before)).toBe('\u001b[H\u001b[Kfull\r\n\u001b[Jfoot');
    screen.close();
  });
});
