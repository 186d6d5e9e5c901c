import { shownCharacters } from './shown-characters.js';

/** Text of these takes a column a character, as nearly all does; the rest is measured, some hundred times slower. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Characters that share one column or two, such as a family of emoji, are rarely more than this many units. */
const UNITS_A_COLUMN = 8;

/** A text as it was made to fit. */
export interface FittedText {
  readonly text: string;
  /** Columns of a terminal that it takes. */
  readonly width: number;
}

/** @returns the columns of a terminal that a line takes. */
export function widthOf(line: string): number {
  if (PLAIN.test(line)) return line.length;
  return shownCharacters(line).reduce((sum, { width }) => sum + width, 0);
}

/** @returns the text, made harmless and one line, in so many columns at most: what has no room gives way to an ellipsis. */
export function cutTo(text: string, columns: number): FittedText {
  const start = text.slice(0, Math.max(0, columns) * UNITS_A_COLUMN + 64).replace(/\s*\n\s*/g, ' ');
  if (start.length <= columns && PLAIN.test(start)) return { text: start, width: start.length };
  const characters = shownCharacters(start);
  const total = characters.reduce((sum, { width }) => sum + width, 0);
  if (total <= columns) return { text: characters.map(({ shown }) => shown).join(''), width: total };
  if (columns <= 0) return { text: '', width: 0 };
  let shown = '';
  let width = 0;
  for (const character of characters) {
    if (width + character.width > columns - 1) break;
    shown += character.shown;
    width += character.width;
  }
  const kept = shown.replace(/ +$/, '');
  return { text: `${kept}…`, width: width - (shown.length - kept.length) + 1 };
}

/** @returns the same in exactly so many columns: filled with blanks where there is room. */
export function fit(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutTo(text, columns);
  const blanks = ' '.repeat(Math.max(0, columns - cut.width));
  return align === 'left' ? cut.text + blanks : blanks + cut.text;
}
