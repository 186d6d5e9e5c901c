import { describe, expect, it } from 'vitest';
import { cutTo, fit, widthOf } from '../src/fit-text.js';
import { shownCharacters } from '../src/shown-characters.js';

describe('text in so many columns', () => {
  it.each([
    ['abc', 5, 'abc  '],
    ['abcdef', 4, 'abc…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日… '],
    ['a\nb', 5, 'a b  '],
    ['\u001b[2J', 8, '\\x1b[2J '],
    ['abc def', 5, 'abc… '],
    ['abc', 0, ''],
  ])('%j in %d is %j', (text, columns, shown) => {
    expect(fit(text, columns)).toBe(shown);
  });

  it('may stand on the right', () => {
    expect(fit('7', 3, 'right')).toBe('  7');
    expect(cutTo('x'.repeat(1e6), 10)).toEqual({ text: 'xxxxxxxxx…', width: 10 });
  });

  it.each(['abc', 'é', '日本語', 'a\tb'])('has the width of what is shown: %j', (text) => {
    const shown = shownCharacters(text);
    expect(widthOf(text)).toBe(shown.reduce((sum, { width }) => sum + width, 0));
  });
});
