import { harmlessText } from '../../../harmless-text.js';

/** @returns text for an element or an attribute of XML; what a terminal obeys and XML forbids is written out. */
export function escaped(text: string): string {
  return harmlessText(text.replace(/[\n\r\t]+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\uFFFE\uFFFF]/g, '');
}

/** A number in an attribute: hundredths of a pixel are enough. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100 || 0);
}

/** What a piece of text looks like and where it stands. */
interface TextLook {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly isBold?: boolean;
  /** Degrees clockwise around its own place. */
  readonly turned?: number;
}

/** @returns a line of text. */
export function textElement(
  text: string,
  { x, y, size, fill, anchor = 'start', isBold, turned }: TextLook,
): string {
  const turn = turned === undefined ? '' : ` transform="rotate(${turned} ${px(x)} ${px(y)})"`;
  const weight = isBold === true ? ' font-weight="bold"' : '';
  return `<text x="${px(x)}" y="${px(y)}" font-size="${px(size)}" fill="${fill}" text-anchor="${anchor}"${weight}${turn}>${escaped(text)}</text>`;
}

/** Mean width of a letter of common sans-serif fonts as a part of their size; a little more than most lines need. */
const LETTER = 0.56;
/** The same of capitals, and of what is as wide. */
const CAPITAL = 0.7;
const IS_CAPITAL = /\p{Lu}|[mw@%]/u;
/** The same of letters that fill a square. */
const WIDE_LETTER = 1;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{3fffd}]/u;

/** @returns about how wide a line is: nobody knows the font of who will look at it. */
export function textWidth(text: string, size: number): number {
  let letters = 0;
  for (const character of text)
    letters += WIDE.test(character) ? WIDE_LETTER : IS_CAPITAL.test(character) ? CAPITAL : LETTER;
  return letters * size;
}

/** @returns the text, or its beginning with an ellipsis, in so many pixels. */
export function cutToWidth(text: string, size: number, width: number): string {
  const plain = harmlessText(text.replace(/[\n\r\t]+/g, ' '));
  if (textWidth(plain, size) <= width) return plain;
  let kept = '';
  let used = textWidth('…', size);
  for (const character of plain) {
    used += textWidth(character, size);
    if (used > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** @returns the text in lines of so many pixels at most; a word that is longer is cut. */
export function wrapped(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, size) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = cutToWidth(word, size, width);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
