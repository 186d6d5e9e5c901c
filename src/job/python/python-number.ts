import { trimBlanks } from '../blanks.js';

const DIGITS = '\\d(?:_?\\d)*';
const FLOAT = new RegExp(
  `^[+-]?(?:(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?)$`,
  'i',
);
const SPECIAL = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i;
const INTEGER = new RegExp(`^[+-]?${DIGITS}$`);

/**
 * Reads a number as Python's float() does; digits of other scripts, which Python takes, alone are not supported.
 * @returns undefined where it is none.
 */
export function readFloat(text: string): number | undefined {
  const trimmed = trimBlanks(text);
  const [, sign, infinite] = SPECIAL.exec(trimmed) ?? [];
  if (sign !== undefined) {
    if (infinite === undefined) return Number.NaN;
    return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return FLOAT.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

/** Reads a whole number as Python's int() does. @returns undefined where it is none. */
export function readInteger(text: string): number | undefined {
  const trimmed = trimBlanks(text);
  return INTEGER.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}
