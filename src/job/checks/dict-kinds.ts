import { parsePythonLiteral, PythonLiteralError, type PythonValue } from '../../python/python-literal.js';
import { readFloat } from '../python/python-number.js';
import { canonical, refuseImt } from './imt-kinds.js';
import { quoted, type Refusal } from './refusal.js';

/** Magnitudes that a distance may be given for. */
const LEAST_MAGNITUDE = 2.5;
const MOST_MAGNITUDE = 10.2;

type DictEntry = readonly [key: PythonValue, value: PythonValue];

type Parsed = { readonly value: PythonValue } | { readonly refusal: Refusal };

function parse(text: string, fix: string): Parsed {
  try {
    return { value: parsePythonLiteral(text) };
  } catch (error) {
    if (!(error instanceof PythonLiteralError)) throw error;
    const offset = Math.min(error.offset, Math.max(0, text.length - 1));
    return { refusal: { offset, message: `cannot be read: ${error.message}`, fix } };
  }
}

/** @returns the value of a plain number; undefined for anything else. */
function numberIn(value: PythonValue): number | undefined {
  if (value.kind === 'word' && value.text !== 'None') return undefined;
  return value.kind === 'number' ? readFloat(value.text.replaceAll(/[ \t]/g, '')) : undefined;
}

/** A Python dict, e.g. `{'vs30_clustering': True}`; none at all is allowed. */
export function refuseDict(text: string): Refusal | undefined {
  if (text === '') return undefined;
  const parsed = parse(withScales(text), "write {'name': value, ...}");
  if ('refusal' in parsed) return parsed.refusal;
  const { value } = parsed;
  if (value.kind !== 'dict') {
    // What is made of pairs is a dict to Python.
    const pairs = 'items' in value && value.items.every((item) => 'items' in item && item.items.length === 2);
    if (pairs || (value.kind === 'string' && value.text === '')) return undefined;
    return { offset: 0, message: `wants a dict, not ${quoted(text)}`, fix: "write {'name': value, ...}" };
  }
  for (const [key, item] of lastOfEach(value.entries)) {
    const name = key.kind === 'string' ? key.text : 'a value';
    const scale = scaleOf(item);
    const refusal = scale === undefined ? undefined : refuseScale(name, item.offset, scale.map(numberIn));
    if (refusal !== undefined) return refusal;
    if (item.kind === 'tuple' && item.items.length === 0)
      return { offset: item.offset, message: `has () for ${name}` };
  }
  return undefined;
}

/** A number, or a dict of numbers by tectonic region type, IMT, ... */
export function refuseNumbersByName(text: string): Refusal | undefined {
  const fix = "write one number, or {'default': 200, 'Volcanic': 100}";
  if (text === '') return { offset: 0, message: 'has no value', fix };
  const parsed = parse(text, fix);
  return 'refusal' in parsed ? parsed.refusal : undefined;
}

/** What {@link refuseNumbersByName} takes, IMTs being the names. */
export function refuseNumbersByImt(text: string, known: ReadonlySet<string>): Refusal | undefined {
  const refusal = refuseNumbersByName(text);
  if (refusal !== undefined) return refusal;
  const value = parsePythonLiteral(text);
  if (value.kind !== 'dict') return undefined;
  for (const [key] of value.entries) {
    if (key.kind !== 'string' || key.text === 'default') continue;
    const bad = refuseImt(key.text, known, key.offset);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

/** Kilometres: a number, pairs of magnitude and distance, or either by tectonic region type; or `magdist`. */
export function refuseDistances(text: string): Refusal | undefined {
  if (text === 'magdist') return undefined;
  const refusal = refuseNumbersByName(text);
  if (refusal !== undefined) return refusal;
  const value = parsePythonLiteral(text);
  if (value.kind === 'dict') {
    for (const [, distance] of lastOfEach(value.entries)) {
      const bad = refuseDistance(distance);
      if (bad !== undefined) return bad;
    }
    return undefined;
  }
  if (value.kind === 'tuple') {
    const fix = 'write one number, with a point for the decimals, or [(magnitude, distance), ...]';
    return { offset: 0, message: `has a comma outside of [ ]: ${quoted(text)}`, fix };
  }
  return refuseDistance(value);
}

function refuseDistance(value: PythonValue): Refusal | undefined {
  const { offset } = value;
  const number = numberIn(value);
  if (number !== undefined)
    return number < 0 ? { offset, message: `has a negative distance, ${number}` } : undefined;
  if (value.kind === 'string') {
    const fix = 'remove the quotes';
    return { offset, message: `has ${quoted(value.text)} where a number of kilometres is due`, fix };
  }
  const fix = 'write kilometres, or [(magnitude, kilometres), ...]';
  if (value.kind === 'tuple') return { offset, message: 'has several values where one distance is due', fix };
  if (value.kind !== 'list') return undefined;
  for (const pair of value.items) {
    if (!('items' in pair) || pair.items.length !== 2) {
      return { offset: pair.offset, message: 'has a list of something else than pairs', fix };
    }
    const magnitude = pair.items[0] === undefined ? undefined : numberIn(pair.items[0]);
    if (magnitude === undefined || (magnitude >= LEAST_MAGNITUDE && magnitude <= MOST_MAGNITUDE)) continue;
    const range = `between ${LEAST_MAGNITUDE} and ${MOST_MAGNITUDE}`;
    return { offset: pair.offset, message: `has a magnitude of ${magnitude}, which is not ${range}` };
  }
  return undefined;
}

/**
 * The levels of each IMT: `{"PGA": [0.1, 0.2], "SA(0.1)": logscale(0.01, 2, 5)}`, in ascending order, as many for each.
 */
export function refuseLevels(text: string, known: ReadonlySet<string>): Refusal | undefined {
  const fix = 'write {"PGA": [0.01, 0.1, 1.0]} or {"PGA": logscale(0.005, 3.0, 25)}';
  if (text === '') return undefined;
  const parsed = parse(withScales(text), fix);
  if ('refusal' in parsed) return parsed.refusal;
  const { value } = parsed;
  if (value.kind !== 'dict') return { offset: 0, message: `wants a dict, not ${quoted(text)}`, fix };
  let first: { readonly imt: string; readonly count: number } | undefined;
  for (const [key, levels] of lastOfEach(value.entries)) {
    const imt = key.kind === 'string' ? key.text : '';
    const refusal = refuseImt(imt, known, key.offset) ?? refuseLevelsOf(imt, levels);
    if (refusal !== undefined) return refusal;
    const count = countOf(levels);
    if (count === undefined) continue;
    first ??= { imt: canonical(imt), count };
    if (count === first.count) continue;
    const message = `has ${count} levels for ${imt} and ${first.count} for ${first.imt}`;
    return { offset: levels.offset, message, fix: 'give each the same number of levels' };
  }
  return undefined;
}

/** Of a name that stands twice Python takes the last value. */
function lastOfEach(entries: readonly DictEntry[]): DictEntry[] {
  const named = (key: PythonValue): string | PythonValue => (key.kind === 'string' ? key.text : key);
  return [...new Map(entries.map((entry) => [named(entry[0]), entry])).values()];
}

/** @returns the text with `logscale(a, b, n)` as a tuple that says so, every offset as it was. */
function withScales(text: string): string {
  return text.replaceAll('logscale(', '("log",  ').replaceAll('linscale(', '("lin",  ');
}

function scaleOf(value: PythonValue): readonly PythonValue[] | undefined {
  if (value.kind !== 'tuple') return undefined;
  const [word, ...numbers] = value.items;
  return word?.kind === 'string' && (word.text === 'log' || word.text === 'lin') ? numbers : undefined;
}

function countOf(levels: PythonValue): number | undefined {
  if (levels.kind === 'list') return levels.items.length;
  const count = scaleOf(levels)?.[2];
  return count === undefined ? undefined : numberIn(count);
}

function refuseLevelsOf(imt: string, levels: PythonValue): Refusal | undefined {
  const { offset } = levels;
  const scale = scaleOf(levels);
  if (scale !== undefined) return refuseScale(imt, offset, scale.map(numberIn));
  if (levels.kind === 'tuple') return { offset, message: `has the levels of ${imt} in ( )`, fix: 'use [ ]' };
  if (levels.kind !== 'list') {
    return levels.kind === 'number' || levels.kind === 'string'
      ? { offset, message: `has no list of levels for ${imt}`, fix: 'write them in [ ]' }
      : undefined;
  }
  if (levels.items.length === 0) return { offset, message: `has no level for ${imt}` };
  const nested = levels.items.find(({ kind }) => kind === 'list' || kind === 'dict' || kind === 'set');
  if (nested !== undefined) return { offset: nested.offset, message: `has more than numbers for ${imt}` };
  const numbers = levels.items.map(numberIn);
  for (const [index, number] of numbers.entries()) {
    const before = index === 0 ? undefined : numbers[index - 1];
    if (number === undefined || before === undefined || number > before) continue;
    const place = levels.items[index]?.offset ?? offset;
    const fault =
      number === before
        ? `has the level ${number} of ${imt} twice`
        : `has ${number} after ${before} for ${imt}`;
    return { offset: place, message: fault, fix: 'give the levels in ascending order, each once' };
  }
  return undefined;
}

function refuseScale(
  imt: string,
  offset: number,
  numbers: readonly (number | undefined)[],
): Refusal | undefined {
  const [least, most, count] = numbers;
  if (numbers.length !== 3 || least === undefined || most === undefined || count === undefined) {
    const fix = 'write logscale(lowest, highest, how many)';
    return { offset, message: `has a scale for ${imt} that is not made of three numbers`, fix };
  }
  if (!Number.isInteger(count) || count <= 0)
    return { offset, message: `has a scale of ${count} levels for ${imt}` };
  if (least <= 0)
    return { offset, message: `has a scale for ${imt} that begins at ${least}`, fix: 'begin above 0' };
  if (most <= least)
    return { offset, message: `has a scale for ${imt} that ends at ${most}, below its start ${least}` };
  return undefined;
}
