import { UsageError } from '../../errors.js';
import { readPoe, readYears } from '../../services/ask/phrases-hazard.js';
import { readPoint, siteNamed } from '../../services/ask/phrases-place.js';
import { tagNamed } from '../../services/ask/phrases-risk.js';
import type { Quantity, Question, Wishes } from '../../services/ask/question.js';
import { readQuestion } from '../../services/ask/read-question.js';
import { settleQuestion } from '../../services/ask/settle-question.js';
import { joinWishes, noWishes } from '../../services/ask/wish-list.js';
import { type RawCommand, textFlag, textsFlag } from '../command.js';
import { readWords } from './selection.js';

/** What `--what` may say: the engine's names of outputs. */
const WHAT: Readonly<Record<string, Quantity>> = {
  hcurves: 'hazard-curve',
  hmaps: 'intensity',
  poes: 'probability',
  uhs: 'uhs',
  avg_losses: 'average-losses',
  loss_curves: 'loss-curve',
  damages: 'damages',
};

/**
 * Reads a question in words, in flags, or both.
 * @throws UsageError where it makes no question.
 */
export function readAskOptions(raw: RawCommand): {
  readonly question: Question;
  readonly mostKm: number | undefined;
} {
  const words = readQuestion(raw.args.slice(1).join(' '));
  const kilometres = textFlag(raw, 'maxDistance');
  return {
    question: settleQuestion(joinWishes(words, wishesOfFlags(raw))),
    mostKm: kilometres === undefined ? undefined : positive(kilometres, '--max-distance'),
  };
}

function wishesOfFlags(raw: RawCommand): Wishes {
  const what = textFlag(raw, 'what');
  const method = textFlag(raw, 'method');
  const years = textFlag(raw, 'years');
  return {
    ...noWishes(),
    quantity: what === undefined ? undefined : WHAT[what],
    imts: textsFlag(raw, 'imt'),
    poes: textsFlag(raw, 'poe').map(readPoe),
    years: years === undefined ? undefined : readYears(years),
    returnPeriods: textsFlag(raw, 'returnPeriod').map(readYears),
    levels: textsFlag(raw, 'level').flatMap((text) =>
      only(readQuestion(`level ${text}`).levels, text, '--level'),
    ),
    places: [...textsFlag(raw, 'at').map(readPoint), ...textsFlag(raw, 'site').map(siteNamed)],
    kinds: textsFlag(raw, 'kind').flatMap((text) =>
      text === 'all' ? ['all'] : only(readQuestion(text).kinds, text, '--kind'),
    ),
    method: method === 'nearest' || method === 'interpolate' ? method : undefined,
    lossTypes: textsFlag(raw, 'lossType').flatMap((text) => readWords(text, '--loss-type') ?? []),
    by: textsFlag(raw, 'by').flatMap((text) => (readWords(text, '--by') ?? []).map(tagNamed)),
    only: Object.fromEntries(textsFlag(raw, 'only').map(readPairOfTag)),
  };
}

function only<T>(found: readonly T[], text: string, flag: string): readonly T[] {
  if (found.length > 0) return found;
  throw new UsageError(`${flag} does not understand "${text}".`, {
    hint:
      flag === '--kind'
        ? 'It takes mean, quantile-0.85, rlz-3, stats, rlzs or all.'
        : 'It takes 0.2 or 0.2g.',
  });
}

function readPairOfTag(text: string): readonly [string, string] {
  const [, tag, value] = /^\s*(\w+)\s*=\s*(.*)$/.exec(text) ?? [];
  if (tag !== undefined && value !== undefined) return [tagNamed(tag), value];
  throw new UsageError(`--only takes TAG=VALUE, not "${text}".`);
}

function positive(text: string, flag: string): number {
  const number = Number(text.replace(/\s*km$/i, ''));
  if (number > 0) return number;
  throw new UsageError(`${flag} takes kilometres, not "${text}".`);
}
