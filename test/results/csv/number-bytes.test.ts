import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumberInto, readNumberText } from '../../../src/results/csv/number-bytes.js';

function read(text: string): number | undefined {
  const into = new Float64Array(2);
  const bytes = Buffer.from(`9${text}9`);
  return readNumberInto(bytes, 1, bytes.length - 1, into, 1) ? into[1] : undefined;
}

describe('a number in a cell', () => {
  it('is the one that Number() gives, to the last bit, however it is written', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
    );
    const written = fc
      .tuple(numbers, fc.nat(17))
      .chain(([value, digits]) =>
        fc.constantFrom(
          String(value),
          value.toExponential(digits),
          value.toExponential(5).replace(/e([+-])(\d)$/, 'E$10$2'),
          value.toFixed(Math.min(digits, 10)),
          value.toPrecision(digits + 1),
        ),
      );
    fc.assert(
      fc.property(written, (text) => {
        expect(read(text)).toBe(Number(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['1.', 1],
    ['.5', 0.5],
    ['+3', 3],
    ['-0', -0],
    ['9007199254740993', 9007199254740992],
    ['1e400', Infinity],
    ['nan', Number.NaN],
    ['NAN', Number.NaN],
    ['inf', Infinity],
    ['-inf', -Infinity],
    [' 1.5', 1.5],
    ['0.1e00001', 1],
    ['123456789012345678901234567890', 123456789012345678901234567890],
  ])('written %s is %d', (text, value) => {
    expect(read(text)).toBe(value);
  });

  it.each([
    '',
    '-',
    '.',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '1,5',
    '0x10',
    '1_000',
    'Infinit',
    'none',
    '--1',
    '1 2',
  ])('%j is none', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('is one exactly where its text is one', () => {
    const nearly = fc.string({
      unit: fc.constantFrom(...'0 1 2 9 . e E + - n a i n f'.split(' '), ' '),
      maxLength: 12,
    });
    fc.assert(
      fc.property(nearly, (text) => {
        expect(read(text)).toBe(readNumberText(text.trim()));
      }),
      { numRuns: 3000 },
    );
  });
});
