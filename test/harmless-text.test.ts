import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { harmlessColours, harmlessJson, harmlessText } from '../src/harmless-text.js';
import { outputStream } from '../src/output/streams.js';
import { harmIn, POISON } from './hostile/poison.js';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(POISON), fc.string());

describe('text made harmless', () => {
  it('holds nothing that a terminal obeys, whatever it was, and says what it held', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(harmIn(harmlessText(text))).toBeUndefined();
        expect(harmIn(harmlessColours(text).replace(/\u001b\[[\d;]*m/g, ''))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    expect(harmlessText('a\u001b[2Jb\u009bc\u202ed\ud800e\u{e0041}f\rg')).toBe(
      String.raw`a\x1b[2Jb\x9bc\u202ed\ud800e\u{e0041}f\x0dg`,
    );
  });

  it('keeps tabs, line feeds, joiners of scripts and emoji, and whole pairs', () => {
    const text = 'größer\t地震\n👨\u200d👩 می\u200cخواهم';
    expect(harmlessText(text)).toBe(text);
  });

  it('keeps our colours and no other sequence where text was coloured', () => {
    expect(harmlessColours('\u001b[1mbold\u001b[22m\u001b[2J\u001b]0;x\u0007')).toBe(
      String.raw`${'\u001b[1mbold\u001b[22m'}\x1b[2J\x1b]0;x\x07`,
    );
  });
});

describe('JSON made harmless', () => {
  it('is the same value', () => {
    fc.assert(
      fc.property(anyText, anyText, (key, text) => {
        const value = { [key]: [text] };
        expect(harmIn(harmlessJson(value))).toBeUndefined();
        expect(JSON.parse(harmlessJson(value, 2))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });
});

it('the stream to the terminal lets nothing else through, whoever wrote it', async () => {
  const seen: string[] = [];
  const raw = new PassThrough().on('data', (chunk: Buffer) => seen.push(chunk.toString()));
  const stream = outputStream(raw as unknown as NodeJS.WriteStream);
  stream.write(`\u001b[31m${POISON}\u001b[39m\n`);
  await stream.settled();
  expect(seen.join('').startsWith('\u001b[31m')).toBe(true);
  expect(harmIn(seen.join('').replaceAll('\u001b[38;5;213m', ''))).toBeUndefined();
});
