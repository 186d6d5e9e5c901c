import { cutTo } from '../../shown-characters.js';

/** @returns the text, made harmless, in exactly so many columns: cut with an ellipsis, or filled with blanks. */
export function fit(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutTo(text, columns);
  const blanks = ' '.repeat(Math.max(0, columns - cut.width));
  return align === 'left' ? cut.text + blanks : blanks + cut.text;
}
