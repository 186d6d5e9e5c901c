import { UsageError } from '../../errors.js';
import { NUMBER, type Phrase, phrase, words, YEARS } from './phrase.js';
import type { WishList } from './wish-list.js';

const POE_WORDS = String.raw`(?:poe|p(?=\s*=)|prob(?:ability)?(?:\s+of\s+(?:exceedance|exceeding|being\s+exceeded))?)`;
const UNIT = String.raw`(?:%\s?g|g|gal|cm/s\^?2|m/s\^?2|cm/s|m/s|cm|s)(?![\w/^])`;

/** How a sentence says how probable, for how long, and how strong. */
export const EXCEEDANCE_PHRASES: readonly Phrase[] = [
  phrase(
    String.raw`(?:return\s*period|rp|tr)\s*(?:of|=|:)?\s*(${NUMBER})\s*(?:${YEARS})?`,
    (wishes, [years]) => wishes.returnPeriods.push(readYears(years)),
  ),
  phrase(String.raw`1\s*(?:in|/)\s*(${NUMBER})\s*${YEARS}`, (wishes, [years]) =>
    wishes.returnPeriods.push(readYears(years)),
  ),
  phrase(
    String.raw`(${NUMBER})[\s-]*${YEARS}\s*(?:mean\s+)?(?:return(?:\s*period)?|rp(?!\w))`,
    (wishes, [years]) => wishes.returnPeriods.push(readYears(years)),
  ),
  phrase(
    String.raw`(?:in|within|over|years|time|investigation[_ ]time)\s*[=:]?\s*(${NUMBER})(?:[\s-]*${YEARS}|(?![\w.%,]))`,
    (wishes, [years]) => {
      wishes.years = readYears(years);
    },
  ),
  phrase(
    String.raw`${POE_WORDS}s?\s*(?:=|:|of)?\s*(${NUMBER}\s*%?(?:\s*,\s*0?\.\d+)*)`,
    (wishes, [list = '']) => {
      for (const one of list.split(',')) wishes.poes.push(readPoe(one));
    },
  ),
  phrase(String.raw`(${NUMBER}\s*%?)\s*${POE_WORDS}`, (wishes, [poe]) => wishes.poes.push(readPoe(poe))),
  phrase(String.raw`(${NUMBER}\s*%)(?!\s*g)`, (wishes, [poe]) => wishes.poes.push(readPoe(poe))),
  phrase(String.raw`(${NUMBER})[\s-]*${YEARS}`, (wishes, [years]) => wishes.bareYears.push(readYears(years))),
  phrase(
    String.raw`(?:>=?|≥|=|exceed(?:s|ing|ance)?(?:\s+of)?|above|iml\s*[=:]?|level\s*[=:]?)\s*(${NUMBER})\s*(${UNIT})?`,
    addLevel,
  ),
  phrase(String.raw`(${NUMBER})\s*(${UNIT})`, addLevel),
  words(String.raw`${POE_WORDS}s?|probabilities`, (wishes) => {
    wishes.quantity = 'probability';
  }),
];

/** How a sentence names intensity measures. */
export const IMT_PHRASES: readonly Phrase[] = [
  phrase(String.raw`SA\s*\(\s*(${NUMBER})\s*s?\s*\)`, addSpectral),
  phrase(String.raw`SA\s*(${NUMBER})\s*s?(?![\w.%])`, addSpectral),
  phrase(String.raw`(${NUMBER})\s*s\s+SA(?!\w)`, addSpectral),
  phrase(String.raw`([A-Za-z]\w*\([^()\s]*\))`, addImt),
  words(
    String.raw`(PGA|PGV|PGD|IA|CAV|RSD(?:595|575|2080)?|MMI|AvgSA|Sa_avg\d|VSI|ASI|DSI|FIV3|LSD|Disp\w+|\w+_(?:LSE|prob))`,
    addImt,
  ),
];

/** How a sentence names what is told of: the mean, a quantile, a realization. */
export const KIND_PHRASES: readonly Phrase[] = [
  phrase(
    String.raw`(?:quantiles?|percentiles?|fractiles?|q)[\s=:-]*(${NUMBER})\s*(%|(?:st|nd|rd|th)(?!\w))?`,
    addQuantile,
  ),
  phrase(
    String.raw`(${NUMBER})\s*(%|(?:st|nd|rd|th)(?!\w))?[\s-]*(?:percentile|quantile|fractile)`,
    addQuantile,
  ),
  words('median', (wishes) => wishes.kinds.push('quantile-0.5')),
  words(String.raw`(?:rlz|reali[sz]ations?)[\s=#:-]*(\d+)`, (wishes, [number]) =>
    wishes.kinds.push(`rlz-${Number(number)}`),
  ),
  words(String.raw`(?:all\s+)?(?:rlzs|reali[sz]ations)`, (wishes) => wishes.kinds.push('rlzs')),
  words(String.raw`(?:all\s+)?(?:stats|statistics)`, (wishes) => wishes.kinds.push('stats')),
  words(String.raw`all\s+kinds`, (wishes) => wishes.kinds.push('all')),
  words('(mean|std|max)', (wishes, [kind = '']) => wishes.kinds.push(kind.toLowerCase())),
];

/**
 * @returns a probability between 0 and 1, of `0.1` or `10%`.
 * @throws UsageError when it is none.
 */
export function readPoe(text: string | undefined): number {
  const trimmed = (text ?? '').trim();
  const poe = Number(trimmed.replace(/\s*%$/, '')) / (trimmed.endsWith('%') ? 100 : 1);
  if (poe > 0 && poe < 1) return poe;
  throw new UsageError(`A probability of exceedance lies between 0 and 1, and ${trimmed} does not.`, {
    hint: 'Write 0.1 or 10%.',
  });
}

/**
 * @returns a time in years, of `50`, `50y` or `50 years`.
 * @throws UsageError when it is none.
 */
export function readYears(text: string | undefined): number {
  const years = Number((text ?? '').replace(new RegExp(String.raw`\s*${YEARS}$`, 'i'), ''));
  if (years > 0 && Number.isFinite(years)) return years;
  throw new UsageError(`"${text ?? ''}" is no time in years.`, { hint: 'Write 50, 50y or "50 years".' });
}

function addLevel(wishes: WishList, [number, unit]: readonly (string | undefined)[]): void {
  const value = Number(number);
  if (!(value > 0)) throw new UsageError(`A level of shaking is above 0, and ${number ?? ''} is not.`);
  wishes.levels.push({ value, unit: unit?.replaceAll(/\s|\^/g, '').toLowerCase() });
}

function addSpectral(wishes: WishList, [period]: readonly (string | undefined)[]): void {
  wishes.imts.push(`SA(${Number(period)})`);
}

function addImt(wishes: WishList, [name = '']: readonly (string | undefined)[]): void {
  wishes.imts.push(name);
}

function addQuantile(wishes: WishList, [number, mark]: readonly (string | undefined)[]): void {
  const given = Number(number);
  const quantile = mark === undefined && given < 1 ? given : given / 100;
  if (!(quantile > 0 && quantile < 1)) {
    throw new UsageError(`A quantile lies between 0 and 1, and ${number ?? ''} does not.`, {
      hint: 'Write quantile 0.85, or 85th percentile.',
    });
  }
  wishes.kinds.push(`quantile-${quantile}`);
}
