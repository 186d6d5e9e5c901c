import { type Phrase, phrase, words } from './phrase.js';
import type { Quantity } from './question.js';

const NAME = String.raw`[A-Za-z_]\w*`;
const LOSS_TYPE = String.raw`(?:structural|nonstructural|contents|business_interruption|occupants|residents|injured|affectedpop|area|number)`;
/** What may stand behind `and` without being one more tag. */
const NO_TAG = String.raw`(?!(?:mean|std|max|median|rlz\w*|quantile\w*|at|in|for|by|per|${LOSS_TYPE})(?!\w))`;

/** How a sentence says what it wants. */
export const QUANTITY_PHRASES: readonly Phrase[] = [
  asks(String.raw`hazard[\s_-]*curves?|hcurves?`, 'hazard-curve'),
  asks(String.raw`hazard[\s_-]*maps?|hmaps?|intensity`, 'intensity'),
  asks(String.raw`uhs|(?:uniform\s+hazard\s+)?(?:response\s+)?spectr(?:um|a)`, 'uhs'),
  asks(
    String.raw`(?:aggregated?\s+)?loss[\s_-]*(?:exceedance\s+)?curves?|agg[\s_-]*curves?|aggregated?\s+curves?|loss[\s_-]*exceedance(?:\s+curves?)?`,
    'loss-curve',
  ),
  asks(String.raw`(?:(?:average|avg|mean|expected)[\s_-]*)?(?:annual\s+)?loss(?:es)?|aal`, 'average-losses'),
  asks(String.raw`(?:(?:average|avg|mean)[\s_-]*)?damages?(?:\s+(?:states?|distributions?))?`, 'damages'),
  words('curves?', (wishes) => {
    wishes.isCurve = true;
  }),
];

/** How a sentence says of which losses, and how they are summed up. */
export const RISK_PHRASES: readonly Phrase[] = [
  phrase(
    String.raw`(?:grouped\s+|split\s+)?(?:by|per)(?:\s+|\s*=\s*)(${NAME}(?:(?:\s*,\s*|\s+and\s+)${NO_TAG}${NAME}(?!\s*[(=]))*)`,
    (wishes, [names = '']) => wishes.by.push(...names.split(/\s*,\s*|\s+and\s+/i).map(tagNamed)),
  ),
  words(String.raw`(${LOSS_TYPE}(?:\+${LOSS_TYPE})*)`, (wishes, [name = '']) =>
    wishes.lossTypes.push(name.toLowerCase()),
  ),
  phrase(
    String.raw`(?:(?:for|where|of|in|with)\s+)?(${NAME})\s*==?\s*("[^"]*"|'[^']*'|[^\s,;]+)`,
    (wishes, [name = '', value = '']) => {
      wishes.only[name] = value.replace(/^(["'])(.*)\1$/, '$2');
    },
  ),
];

/** @returns the tag that a word stands for: assets are told apart by their `id`. */
export function tagNamed(word: string): string {
  return /^assets?$|^asset_id$/i.test(word) ? 'id' : word;
}

function asks(source: string, quantity: Quantity): Phrase {
  return words(source, (wishes) => {
    wishes.quantity = quantity;
  });
}
