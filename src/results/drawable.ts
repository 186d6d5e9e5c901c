import type { AssetValues, Dataset } from './dataset.js';

/** What can be drawn, in the words of the command line, in the order in which it is chosen when none is named. */
export const DRAWABLE = [
  'hcurves',
  'uhs',
  'hmaps',
  'disagg',
  'gmf',
  'loss-curves',
  'damages',
  'losses',
  'loss-maps',
  'consequences',
  'bcr',
  'aggregates',
  'ruptures',
  'sources',
  'table',
] as const;

/** One of {@link DRAWABLE}. */
export type Drawable = (typeof DRAWABLE)[number];

const BY_QUANTITY: Readonly<Record<AssetValues['quantity'], Drawable>> = {
  'average-losses': 'losses',
  'loss-maps': 'loss-maps',
  damages: 'damages',
  consequences: 'consequences',
  'benefit-cost': 'bcr',
};

/** @returns the word for what a dataset holds. */
export function drawableOf(dataset: Dataset): Drawable {
  switch (dataset.type) {
    case 'hazard-curves':
      return 'hcurves';
    case 'uniform-hazard-spectra':
      return 'uhs';
    case 'hazard-maps':
      return 'hmaps';
    case 'ground-motion':
      return 'gmf';
    case 'disaggregation':
      return 'disagg';
    case 'asset-values':
      return BY_QUANTITY[dataset.quantity];
    case 'loss-curves':
      return 'loss-curves';
    case 'aggregate-values':
      return 'aggregates';
    case 'ruptures':
      return 'ruptures';
    case 'table':
      return dataset.columns.includes('source_id') && dataset.columns.includes('calc_time')
        ? 'sources'
        : 'table';
  }
}

/**
 * The engine's types of outputs behind each word. Within a row the first that a calculation has is taken, or all of
 * them where together they are one picture: statistics with the realizations below.
 */
const OUTPUT_TYPES: Readonly<
  Partial<Record<Drawable, { readonly types: readonly string[]; readonly isOne?: true }>>
> = {
  hcurves: { types: ['hcurves', 'hcurves-stats', 'hcurves-rlzs'], isOne: true },
  uhs: { types: ['uhs', 'uhs-stats', 'uhs-rlzs'], isOne: true },
  hmaps: { types: ['hmaps', 'hmaps-stats', 'hmaps-rlzs'] },
  disagg: {
    types: ['disagg-stats', 'disagg-rlzs', 'disagg', 'disagg-rlzs-traditional', 'disagg-stats-traditional'],
  },
  gmf: { types: ['avg_gmf', 'gmf_data'] },
  'loss-curves': {
    types: ['aggcurves-stats', 'loss_curves-stats', 'aggcurves', 'loss_curves-rlzs', 'loss_curves'],
  },
  damages: { types: ['damages-stats', 'damages-rlzs'] },
  losses: { types: ['avg_losses-stats', 'avg_losses-rlzs', 'avg_losses'] },
  'loss-maps': { types: ['loss_maps-stats', 'loss_maps-rlzs'] },
  bcr: { types: ['bcr-stats', 'bcr-rlzs'] },
  aggregates: { types: ['aggrisk-stats', 'aggrisk'] },
  ruptures: { types: ['ruptures'] },
  sources: { types: ['fullreport'] },
};

/** @returns the word for a name that a user may type: a word of ours, or a type of output of the engine. */
export function drawableNamed(name: string): Drawable | undefined {
  const text = name.toLowerCase();
  const aliases: Readonly<Record<string, Drawable>> = {
    curves: 'hcurves',
    maps: 'hmaps',
    spectra: 'uhs',
    disaggregation: 'disagg',
  };
  return (
    DRAWABLE.find((word) => word === text || word.replaceAll('-', '_') === text) ??
    aliases[text] ??
    DRAWABLE.find((word) => OUTPUT_TYPES[word]?.types.includes(text) === true)
  );
}

/** An output of a calculation as far as the choice needs it. */
interface Offered {
  readonly type: string;
  readonly formats: readonly string[];
}

/**
 * @param kind a realization or statistic that is wanted: realizations are in outputs of their own.
 * @returns the outputs behind a word; none where the calculation lacks it.
 */
export function outputsFor<Output extends Offered>(
  word: Drawable,
  outputs: readonly Output[],
  kind?: string,
): readonly Output[] {
  const entry = OUTPUT_TYPES[word];
  if (entry === undefined) return [];
  const format = word === 'sources' ? 'rst' : 'csv';
  const there = entry.types.flatMap((type) =>
    outputs.filter((output) => output.type === type && output.formats.includes(format)),
  );
  if (entry.isOne === true) return there;
  const ofRealizations = there.filter(({ type }) => /-rlzs/.test(type) || !/-stats/.test(type));
  const first = (kind?.startsWith('rlz') === true ? ofRealizations[0] : undefined) ?? there[0];
  if (first === undefined) return [];
  // Two outputs of one type are one thing.
  return there.filter(({ type }) => type === first.type);
}
