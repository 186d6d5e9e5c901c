import type { Look, Tone } from '../model.js';

/** The characters that a drawing is made of. */
export interface Characters {
  /** Whether lines are drawn with the dots of braille: eight to a character. */
  readonly hasDots: boolean;
  /** What matters most. */
  readonly main: string;
  /** One for each series, so that nobody needs colour to tell them apart. */
  readonly markers: readonly string[];
  /** What bars of one series after the other are filled with. */
  readonly fills: readonly string[];
  /** From a low value to a high one. */
  readonly classes: readonly string[];
  /** Sizes of places, from small to large. */
  readonly sizes: readonly string[];
  readonly band: string;
  readonly rule: string;
  readonly outline: string;
  /** Signs of ours that it lacks, in letters that it has; names stay as they are. */
  readonly spelled: (text: string) => string;
  readonly axis: Readonly<Record<'left' | 'leftTick' | 'corner' | 'bottom' | 'bottomTick', string>>;
}

export const UNICODE: Characters = {
  hasDots: true,
  main: '*',
  markers: ['●', '■', '▲', '◆', '×', '+', '○', '□', '△', '◇'],
  fills: ['█', '▒', '▓', '░', '#', '=', '+', ':'],
  classes: ['·', '░', '▒', '▓', '█'],
  sizes: ['·', '•', '●'],
  band: '░',
  rule: '┄',
  outline: '·',
  spelled: (text) => text,
  axis: { left: '│', leftTick: '┤', corner: '└', bottom: '─', bottomTick: '┴' },
};

/** For terminals that know no more. */
export const ASCII: Characters = {
  hasDots: false,
  main: '$',
  markers: ['o', 'x', '+', '*', '#', '@', '%', '&', 's', 'z'],
  fills: ['#', '=', '+', ':', '%', '-', 'o', '.'],
  classes: ['.', ':', '+', '*', '#'],
  sizes: ['.', 'o', 'O'],
  band: ':',
  rule: '-',
  outline: '.',
  spelled: inAscii,
  axis: { left: '|', leftTick: '+', corner: '+', bottom: '-', bottomTick: '+' },
};

const EXPONENT_DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function inAscii(text: string): string {
  return text
    .replaceAll('·', '-')
    .replaceAll('°', 'deg')
    .replace(/10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_all, minus: string, digits: string) => {
      const plain = digits.replace(/./g, (digit) => String(EXPONENT_DIGITS.indexOf(digit)));
      return `1e${minus === '' ? '' : '-'}${plain}`;
    });
}

/** Select Graphic Rendition, of the 16 colours that every terminal has and its user has chosen. */
const SERIES = ['36', '33', '35', '32', '94', '91'];
const CLASSES = ['94', '36', '32', '33', '91'];

/** @returns the code of a tone. */
export function codeOf(tone: Tone): string {
  if (tone === 'ink') return '1';
  return tone === 'faint' ? '2' : (SERIES[tone % SERIES.length] ?? '');
}

/** @returns the code of a class of values, the first the lowest. */
export function classCode(nth: number): string {
  return CLASSES[nth] ?? '';
}

/** @returns the character of a series; undefined for one among many, which is told by its line alone. */
export function markerOf({ tone }: Look, { markers, main }: Characters): string | undefined {
  if (tone === 'ink') return main;
  return tone === 'faint' ? undefined : markers[tone % markers.length];
}
