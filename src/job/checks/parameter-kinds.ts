import { nearestName } from '../../near-names.js';
import {
  refuseDict,
  refuseDistances,
  refuseLevels,
  refuseNumbersByImt,
  refuseNumbersByName,
} from './dict-kinds.js';
import { refuseImt, refuseImts } from './imt-kinds.js';
import * as numbers from './number-kinds.js';
import { refuseCoordinates } from './place-kinds.js';
import { quoted, type Refusal } from './refusal.js';

/** Parameters whose names are IMTs. */
const BY_IMT = new Set(['iml_disagg', 'minimum_intensity']);

const SENTINEL = -999;

type Judge = (text: string, known: ReadonlySet<string>, name: string) => Refusal | undefined;

/** How the kinds of values are judged; kinds that are not here are not. */
const JUDGES: Readonly<Record<string, Judge>> = {
  boolean: refuseBoolean,
  number: (text) => numbers.refuseNumber(text),
  'number-or--999': (text) => numbers.refuseNumber(text, 0, SENTINEL),
  numbers: numbers.refuseNumbers,
  count: numbers.refuseCount,
  counts: numbers.refuseCounts,
  integer: numbers.refuseInteger,
  'positive-count': numbers.refusePositiveCount,
  probabilities: numbers.refuseProbabilities,
  coordinates: refuseCoordinates,
  dict: refuseDict,
  'numbers-by-name': (text, known, name) =>
    BY_IMT.has(name) ? refuseNumbersByImt(text, known) : refuseNumbersByName(text),
  distances: refuseDistances,
  imt: (text, known) => refuseImt(text, known),
  imts: refuseImts,
  'levels-by-imt': refuseLevels,
  words: (text) =>
    text === '' ? { offset: 0, message: 'is empty', fix: 'say something, or remove the line' } : undefined,
};

/**
 * @param kind as recorded from the engine: the name of a judge, or `one-of:A|B`, `comma-list-of:A|B`, `list-of:A|B`;
 * a `?` behind it allows an empty value.
 * @param known names of the IMTs.
 * @returns why the engine would refuse the value; undefined where it takes it, or where that is not known.
 */
export function refuseValue(
  kind: string,
  name: string,
  text: string,
  known: ReadonlySet<string>,
): Refusal | undefined {
  if (kind.endsWith('?')) return text === '' ? undefined : refuseValue(kind.slice(0, -1), name, text, known);
  const [, shape, list = ''] = /^([a-z-]*of):(.*)$/s.exec(kind) ?? [];
  const choices = list.split('|');
  if (shape === 'one-of') return refuseChoice(text, choices);
  if (shape === 'comma-list-of') return refuseEach(text.toLowerCase(), /[^,]*/g, choices);
  if (shape === 'list-of') return refuseEach(text, /[^\s,]+/g, choices);
  return Object.hasOwn(JUDGES, kind) ? JUDGES[kind]?.(text, known, name) : undefined;
}

function refuseBoolean(text: string): Refusal | undefined {
  if (/^(?:|0|1|true|false)$/i.test(text.trim())) return undefined;
  const fix = /^(?:yes|y|on|t)$/i.test(text)
    ? 'write true'
    : /^(?:no|n|off|f)$/i.test(text)
      ? 'write false'
      : undefined;
  return { offset: 0, message: `wants true or false, not ${quoted(text)}`, fix };
}

function refuseChoice(text: string, choices: readonly string[], offset = 0): Refusal | undefined {
  if (choices.includes(text)) return undefined;
  const near = nearestName(text, choices);
  const few = choices.filter((choice) => choice !== '').slice(0, 12);
  const fix = near === undefined || near === '' ? undefined : `is it ${near}?`;
  return {
    offset,
    message: `wants ${few.join(', ').replace(/, ([^,]*)$/, ' or $1')}, not ${quoted(text)}`,
    fix,
  };
}

function refuseEach(text: string, pieces: RegExp, choices: readonly string[]): Refusal | undefined {
  for (const match of text.matchAll(pieces)) {
    const refusal = refuseChoice(match[0], choices, match.index);
    // Between two commas the pattern also matches nothing, behind each piece.
    if (refusal !== undefined && match[0] !== '') return refusal;
  }
  return undefined;
}
