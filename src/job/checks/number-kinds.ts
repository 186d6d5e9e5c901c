import { splitAtBlanks, trimBlanks, type Word } from '../blanks.js';
import { readFloat, readInteger } from '../python/python-number.js';
import { quoted, type Refusal } from './refusal.js';

/** A number of at least 0, or one of `besides`. */
export function refuseNumber(text: string, offset = 0, besides?: number): Refusal | undefined {
  const value = readFloat(text);
  if (value === undefined) return { offset, ...notANumber(text) };
  if (value < 0 && value !== besides) return { offset, message: `cannot be negative, but is ${text}` };
  return undefined;
}

function notANumber(text: string): Omit<Refusal, 'offset'> {
  if (trimBlanks(text) === '') return { message: 'has no value', fix: 'give a number, or remove the line' };
  const message = `wants a number, not ${quoted(text)}`;
  const comment = /^(\S+)\s*[#;]/.exec(text)?.[1];
  if (comment !== undefined && readFloat(comment) !== undefined) {
    return { message, fix: 'put the comment on a line of its own: behind a value it belongs to the value' };
  }
  const [number, unit] = /^([+-]?[\d.]+)\s*([a-z/]+)$/i.exec(text)?.slice(1) ?? [];
  if (number !== undefined && unit !== undefined) return { message, fix: `write ${number} without ${unit}` };
  const point = text.replace(',', '.');
  if (readFloat(point) !== undefined) return { message, fix: `write ${point}` };
  return { message };
}

/** A whole number of at least 0; `true` and `false` stand for 1 and 0. */
export function refuseCount(text: string): Refusal | undefined {
  if (/^(?:true|false)$/i.test(text)) return undefined;
  const value = readInteger(text);
  if (value === undefined) return refuseInteger(text);
  return value < 0 ? { offset: 0, message: `cannot be negative, but is ${text}` } : undefined;
}

/** A whole number. */
export function refuseInteger(text: string): Refusal | undefined {
  if (readInteger(text) !== undefined) return undefined;
  const value = readFloat(text);
  if (value === undefined) return { offset: 0, ...notANumber(text) };
  const fix = Number.isInteger(value) ? `write ${value}` : undefined;
  return { offset: 0, message: `wants a whole number, not ${text}`, fix };
}

/** A whole number that is not 0. */
export function refusePositiveCount(text: string): Refusal | undefined {
  if (/^false$/i.test(text) || readInteger(text) === 0) return { offset: 0, message: 'cannot be 0' };
  return refuseCount(text);
}

/** Numbers of at least 0 between blanks, in brackets or not. */
export function refuseNumbers(text: string): Refusal | undefined {
  for (const { text: word, offset } of bare(text)) {
    const refusal = refuseNumber(word, offset);
    if (refusal === undefined) continue;
    const fix = word.includes(',') ? 'put blanks between the numbers, not commas' : refusal.fix;
    return { ...refusal, fix };
  }
  return undefined;
}

/** Whole numbers of at least 0 between blanks or commas, in brackets or not; at least one. */
export function refuseCounts(text: string): Refusal | undefined {
  const point = text.indexOf('.');
  if (point >= 0) return { offset: point, message: `wants whole numbers, not ${quoted(text)}` };
  const words = bare(text.replaceAll(',', ' '));
  if (words.length === 0) return { offset: 0, message: 'has no value' };
  for (const { text: word, offset } of words) {
    const value = readFloat(word);
    if (value === undefined || !Number.isFinite(value)) {
      return { offset, message: `wants whole numbers, not ${quoted(word)}` };
    }
    if (Math.trunc(value) < 0) return { offset, message: `cannot be negative, but holds ${word}` };
  }
  return undefined;
}

/** Without brackets at both ends, which the engine throws away; offsets stay. */
function bare(text: string): Word[] {
  let end = text.length;
  while (end > 0 && '[]'.includes(text.charAt(end - 1))) end -= 1;
  return splitAtBlanks(text.slice(0, end).replace(/^[[\]]+/, blanksFor));
}

/** Probabilities between blanks or commas; brackets anywhere are thrown away. */
export function refuseProbabilities(text: string): Refusal | undefined {
  for (const { text: written, offset } of splitAtBlanks(text.replaceAll(',', ' '))) {
    // Brackets vanish: they do not part what stands around them.
    const word = written.replaceAll(/[[\]]/g, '');
    if (word === '') continue;
    const value = readFloat(word);
    if (value === undefined) return { offset, ...notANumber(word) };
    if (value < 0 || value > 1) {
      const percent = value > 1 && value <= 100 ? `write ${value / 100} for ${word} %` : undefined;
      return { offset, message: `wants probabilities between 0 and 1, not ${word}`, fix: percent };
    }
  }
  return undefined;
}

function blanksFor(text: string): string {
  return ' '.repeat(text.length);
}
