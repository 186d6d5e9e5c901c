import { UsageError } from '../../errors.js';
import { nearestName } from '../../near-names.js';
import { type Phrase, phrase, words } from './phrase.js';
import { EXCEEDANCE_PHRASES, IMT_PHRASES, KIND_PHRASES } from './phrases-hazard.js';
import { PLACE_PHRASES } from './phrases-place.js';
import { QUANTITY_PHRASES, RISK_PHRASES } from './phrases-risk.js';
import { EXAMPLES, type Wishes } from './question.js';
import { noWishes, type WishList } from './wish-list.js';

/** What stands before a value and says no more than the value does. */
const LABELS: readonly Phrase[] = [
  phrase(String.raw`(?:kind|imt|what|loss[_ ]type|method|quantity)\s*[=:]\s*`, () => undefined),
  words(String.raw`per\s+(?:year|annum)|annual`, () => undefined),
];

const OTHER_PHRASES: readonly Phrase[] = [
  words(String.raw`nearest(?:\s+site)?`, (wishes) => {
    wishes.method = 'nearest';
  }),
  words(String.raw`(?:linearly\s+)?interpolat(?:e|ed|ion|ing)|bilinear`, (wishes) => {
    wishes.method = 'interpolate';
  }),
  words('total', () => undefined),
  words(
    'the|a|an|of|with|for|at|and|what|is|are|show|give|me|values?|please|hazard|seismic|exceedance|in|map|from|on|to|be|kind|imt|using|between',
    () => undefined,
  ),
];

/** In this order: what begins with the same words and says more comes first. */
const PHRASES: readonly Phrase[] = [
  ...LABELS,
  ...KIND_PHRASES.slice(0, 2),
  ...PLACE_PHRASES.slice(0, 5),
  ...QUANTITY_PHRASES,
  ...IMT_PHRASES,
  ...EXCEEDANCE_PHRASES,
  ...PLACE_PHRASES.slice(5),
  ...KIND_PHRASES.slice(2),
  ...RISK_PHRASES,
  ...OTHER_PHRASES,
];

/** Words that a misspelt one may have been. */
const KNOWN_WORDS = [
  'PGA',
  'PGV',
  'SA(0.2)',
  'poe',
  'return period',
  'years',
  'mean',
  'median',
  'quantile',
  'percentile',
  'rlz',
  'realization',
  'hazard',
  'curve',
  'uhs',
  'spectrum',
  'average',
  'losses',
  'loss',
  'damages',
  'structural',
  'nonstructural',
  'contents',
  'business_interruption',
  'occupants',
  'by',
  'at',
  'site',
  'nearest',
  'interpolate',
  'probability',
  'exceeding',
  'stats',
]; // prettier-ignore

/**
 * Reads a question in words, such as `PGA poe=0.1 in 50y at 13.4,42.3`: in any order, with the units in use.
 * @returns what it wishes for; nothing is said about whether that makes a question.
 * @throws UsageError that names the first word that is not understood.
 */
export function readQuestion(question: string): Wishes {
  const text = question.replaceAll('\u2212', '-').replaceAll(/\s*\bper\s?cent\b/gi, '%');
  const wishes = noWishes();
  let at = 0;
  for (;;) {
    at = skip(text, at);
    if (at >= text.length) return wishes;
    const next = readOne(text, at, wishes);
    if (next === undefined) throw notUnderstood(text, at);
    at = next;
  }
}

function skip(text: string, from: number): number {
  const gap = /[\s,;:?!.&]*/y;
  gap.lastIndex = from;
  // A dot before a digit begins a number.
  const end = from + (gap.exec(text)?.[0].length ?? 0);
  return text[end - 1] === '.' && /\d/.test(text[end] ?? '') && end > from ? end - 1 : end;
}

function readOne(text: string, at: number, wishes: WishList): number | undefined {
  for (const { pattern, read } of PHRASES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null || found[0] === '') continue;
    read(wishes, found.slice(1));
    return at + found[0].length;
  }
  return undefined;
}

function moreOn(word: string): string {
  if (/^sa$/i.test(word)) return ' A spectral acceleration has a period: SA(0.2).';
  if (!/^[-+.\d]/.test(word)) return '';
  return Number(word) < 1
    ? ` A probability is written poe=${word}, a level > ${word}g.`
    : ` A return period is written ${word}y, a place 13.4,42.3.`;
}

function notUnderstood(text: string, at: number): UsageError {
  const word = /^\S+/.exec(text.slice(at))?.[0].replace(/[,;:?!]+$/, '') ?? text.slice(at);
  const near = nearestName(word, KNOWN_WORDS);
  const more = moreOn(word);
  const meant = near === undefined || more !== '' ? '' : ` Did you mean ${near}?`;
  return new UsageError(`"${word}" is not understood in the question.${more}${meant}`, {
    hint: `Ask for example: ${EXAMPLES.map((one) => `"${one}"`).join(', ')}`,
  });
}
