import { shownCharacters } from '../../shown-characters.js';

/** @returns the text, made harmless, in exactly so many columns: cut with an ellipsis, or filled with blanks. */
export function fit(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutTo(text, columns);
  const blanks = ' '.repeat(Math.max(0, columns - cut.width));
  return align === 'left' ? cut.text + blanks : blanks + cut.text;
}

/** @returns the text, made harmless, in so many columns at most. */
export function cutTo(text: string, columns: number): { readonly text: string; readonly width: number } {
  const characters = shownCharacters(text.slice(0, columns * 8 + 64).replace(/\s*\n\s*/g, ' '));
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
  return { text: `${shown}…`, width: width + 1 };
}
