import { nearestName } from '../../near-names.js';
import { readFloat } from '../python/python-number.js';
import { quoted, type Refusal } from './refusal.js';

/** Of the names of an IMT, those that take a period, a frequency, or neither. */
const WITH_PERIOD = new Set(['SA', 'Sa_avg2', 'Sa_avg3', 'FIV3']);
const WITH_FREQUENCY = new Set(['EAS', 'FAS', 'DRVT']);

/**
 * Judges an intensity measure type as the engine reads it (`hazardlib.imt.from_string`), but for any Python name of
 * that module, which it takes by accident. Of a bracket that is not closed see {@link openBrackets}.
 * @param known names without periods.
 */
export function refuseImt(text: string, known: ReadonlySet<string>, offset = 0): Refusal | undefined {
  if (text === '') return { offset, message: 'has an empty intensity measure type', fix: 'remove the comma' };
  // A bare number is a period.
  if (/^[+\d.]/.test(text)) return readFloat(text) === undefined ? unknown(text, known, offset) : undefined;
  const [, written, closed, open] = /^([A-Za-z_]\w*)(?:\(([^()]*)\)|\(([^()]*)[^()])?$/.exec(text) ?? [];
  const inner = closed ?? open;
  const name = written === undefined ? undefined : nameOf(written, known);
  if (name === undefined) return unknown(text, known, offset);
  if (inner === undefined) {
    const fix = 'give its period in seconds, e.g. SA(0.2)';
    return name === 'SA' ? { offset, message: 'has SA without a period', fix } : undefined;
  }
  return refuseArguments(text, written ?? '', inner, offset);
}

/** `MODEL_NAME` is a secondary IMT of a model. */
function nameOf(written: string, known: ReadonlySet<string>): string | undefined {
  if (known.has(written)) return written;
  const last = written.slice(written.lastIndexOf('_') + 1);
  return written.includes('_') && known.has(last) ? last : undefined;
}

function refuseArguments(text: string, name: string, inner: string, offset: number): Refusal | undefined {
  const parts = inner.split(',');
  const numbers = parts.map(readFloat);
  if (name === 'AvgSA' || WITH_FREQUENCY.has(name)) {
    // A plain decimal only; a frequency of 0 has no period.
    const plain =
      text.endsWith(')') && /^\d+(?:\.\d*)?$/.test(inner) && (name === 'AvgSA' || Number(inner) !== 0);
    const what = name === 'AvgSA' ? 'period in seconds' : 'frequency in Hz';
    return plain
      ? undefined
      : { offset, message: `has ${quoted(text)}: ${name} wants a ${what}, e.g. ${name}(1.0)` };
  }
  if (!WITH_PERIOD.has(name) && name !== 'SDi') {
    return {
      offset,
      message: `has ${quoted(text)}, but ${name} takes nothing in brackets`,
      fix: `write ${name}`,
    };
  }
  const wanted = name === 'SDi' ? [2] : [1, 2];
  if (wanted.includes(parts.length) && !numbers.includes(undefined)) return undefined;
  const example = name === 'SDi' ? 'SDi(0.5,2.0)' : `${name}(0.2)`;
  return {
    offset,
    message: `has ${quoted(text)}, which has no period in seconds`,
    fix: `write e.g. ${example}`,
  };
}

function unknown(text: string, known: ReadonlySet<string>, offset: number): Refusal {
  const message = `has ${quoted(text)}, which is no intensity measure type`;
  const square = /^sa[[({]?([\d.]+)[\])}]?s?$/i.exec(text.replace(/\s+/g, ''))?.[1];
  const near = square === undefined ? nearestName(/^\w*/.exec(text)?.[0] ?? '', [...known]) : `SA(${square})`;
  return { offset, message, fix: near === undefined ? 'use e.g. PGA, PGV or SA(0.2)' : `is it ${near}?` };
}

/** IMTs between commas, none of them twice; none at all is allowed. */
export function refuseImts(text: string, known: ReadonlySet<string>): Refusal | undefined {
  if (text === '') return undefined;
  let start = 0;
  const seen = new Set<string>();
  for (const piece of text.split(',')) {
    const name = piece.trim();
    const offset = start + Math.max(0, piece.indexOf(name));
    start += piece.length + 1;
    const refusal = refuseImt(name, known, Math.min(offset, Math.max(0, text.length - 1)));
    if (refusal !== undefined) return refusal;
    if (seen.has(canonical(name))) return { offset, message: `has ${name} twice`, fix: 'remove one' };
    seen.add(canonical(name));
  }
  return undefined;
}

/** @returns one spelling for one IMT: `SA(0.10)`, `SA(.1)` and `0.1` are the same. */
export function canonical(imt: string): string {
  const period = readFloat(imt);
  if (period !== undefined) return `SA(${period})`;
  const [, name = imt, inner] = /^([^(]*)\(([^()]*)\)$/.exec(imt) ?? [];
  if (inner === undefined) return imt;
  const parts = inner.split(',').map((part) => readFloat(part) ?? part);
  return `${name}(${(name === 'SDi' ? parts : parts.slice(0, 1)).join(',')})`;
}

/**
 * The engine throws away the last character of an IMT without looking whether it is the closing bracket: `SA(0.15` is
 * SA(0.1) to it.
 * @param text a value with IMTs in it, by themselves or as the names of a dict.
 */
export function openBrackets(text: string): Refusal[] {
  return [...text.matchAll(/(?<=^|[\s,'"])(?:SA|Sa_avg[23]|FIV3)\([\d.]+(?=\s*(?:[,'"]|$))/g)].map(
    (match) => ({
      offset: match.index,
      message: `has ${quoted(match[0])}, whose bracket is not closed: the engine reads ${match[0].slice(0, -1)})`,
      fix: `write ${match[0]})`,
    }),
  );
}
