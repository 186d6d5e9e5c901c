import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesInText } from '../../src/job/xml/xml-tree.js';

describe('placesInText', () => {
  it('tells line and column of each character, whatever pieces the text came in', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') }), { maxLength: 5 });
    fc.assert(
      fc.property(texts, (given) => {
        // Pieces stand one behind the other, each begun where a comment of four characters ends.
        let [line, column] = [3, 7];
        const expected: { line: number; column: number }[] = [];
        const pieces = given.map((text) => {
          const piece = { text, line, column };
          for (const character of text) {
            expected.push({ line, column });
            [line, column] = character === '\n' ? [line + 1, 1] : [line, column + 1];
          }
          column += 4;
          return piece;
        });
        const placeOf = placesInText(pieces);
        expect(expected.map((_place, offset) => placeOf(offset))).toEqual(expected);
        expect(placeOf(expected.length)).toBeUndefined();
      }),
    );
  });
});
