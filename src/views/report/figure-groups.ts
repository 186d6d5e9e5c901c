import { OpenquakeError } from '../../errors.js';
import type { AssetValues, Dataset, Disaggregation, LossCurves, Ruptures } from '../../results/dataset.js';
import { assetValueFigure } from '../plot/figures/asset-values.js';
import { byKind } from '../plot/figures/kinds.js';
import { disaggregationFigure } from '../plot/figures/disaggregation.js';
import { lossCurveFigure } from '../plot/figures/loss-curves.js';
import type { Basemap } from '../plot/figures/map-panel.js';
import { ruptureFigure } from '../plot/figures/ruptures.js';
import type { Figure } from '../plot/model.js';
import { QUANTITIES } from './map-layers.js';

/** Drawings of one kind, of which a reader sees one at a time. */
export interface FigureGroup {
  readonly id: string;
  readonly title: string;
  readonly items: readonly FigureItem[];
  /** Drawings that are left out behind the first ones. */
  readonly leftOut: number;
}

/** One drawing, or why it cannot be made. */
interface FigureItem {
  readonly title: string;
  readonly drawn: Figure | { readonly untold: string };
}

/** Drawings of one kind in a page. */
const MOST_ITEMS = 40;
/** A tag with more values than these makes no bars to read. */
const MOST_TAG_VALUES = 300;

/** A drawing that waits to be made. */
interface Plan {
  readonly title: string;
  readonly draw: () => Figure;
}

/** @returns what is drawn of the datasets beside maps, curves and spectra at a site. */
export function figureGroups(datasets: readonly Dataset[], basemap: Basemap | undefined): FigureGroup[] {
  const of = <Type extends Dataset['type']>(type: Type): Extract<Dataset, { type: Type }>[] =>
    datasets.filter((dataset): dataset is Extract<Dataset, { type: Type }> => dataset.type === type);
  return [
    group(
      'losses',
      'Losses and damages by tag',
      of('asset-values')
        .toSorted((a, b) => byKind(a.kind, b.kind))
        .flatMap(assetPlans),
    ),
    group('loss-curves', 'Loss curves', lossPlans(of('loss-curves'))),
    group(
      'disaggregation',
      'Disaggregation',
      of('disaggregation').map((one) => disaggregationPlan(one, basemap)),
    ),
    group('ruptures', 'Ruptures', rupturePlans(of('ruptures'), basemap)),
  ].filter(({ items }) => items.length > 0);
}

function group(id: string, title: string, plans: readonly Plan[]): FigureGroup {
  const items = plans.slice(0, MOST_ITEMS).map(({ title: name, draw }): FigureItem => {
    try {
      return { title: name, drawn: draw() };
    } catch (error) {
      if (!(error instanceof OpenquakeError)) throw error;
      return { title: name, drawn: { untold: `It cannot be drawn: ${error.message}` } };
    }
  });
  return { id, title, items, leftOut: plans.length - items.length };
}

/** What the engine puts beside the buildings in each state of damage: in other units, and not to be stacked on them. */
const CONSEQUENCE = /[-_](loss(es)?|fatalities|homeless|injured|collapsed|non_operational|affectedpop)$/;

function withoutConsequences(values: AssetValues): AssetValues {
  if (values.quantity !== 'damages') return values;
  const kept = [...values.columns.keys()].filter((at) => !CONSEQUENCE.test(values.columns[at] ?? ''));
  if (kept.length === 0 || kept.length === values.columns.length) return values;
  const width = values.columns.length;
  return {
    ...values,
    columns: kept.map((at) => values.columns[at] ?? ''),
    values: Float64Array.from(
      { length: values.assets.length * kept.length },
      (_unused, nth) =>
        values.values[Math.floor(nth / kept.length) * width + (kept[nth % kept.length] ?? 0)] ?? Number.NaN,
    ),
  };
}

function assetPlans(all: AssetValues): Plan[] {
  // Ratios of single assets have no sum.
  if (all.quantity === 'benefit-cost') return [];
  const values = withoutConsequences(all);
  const kind = values.kind === undefined ? '' : `, ${values.kind}`;
  return tagsOf(values).map((tag) => {
    const title = `${QUANTITIES[values.quantity]}${kind}, by ${tag}`;
    return { title, draw: () => assetValueFigure([values], { by: tag, title }, undefined) };
  });
}

/** Tags that tell assets apart, but not one by one. */
function tagsOf({ assets }: AssetValues): string[] {
  const tags = new Map<string, Set<string>>();
  for (const { taxonomy, tags: others } of assets) {
    for (const [tag, value] of Object.entries(taxonomy === undefined ? others : { taxonomy, ...others })) {
      const found = tags.get(tag) ?? new Set();
      if (found.size <= MOST_TAG_VALUES) found.add(value);
      tags.set(tag, found);
    }
  }
  return [...tags]
    .filter(
      ([, found]) => found.size <= MOST_TAG_VALUES && (found.size < assets.length || assets.length === 1),
    )
    .map(([tag]) => tag);
}

function lossPlans(all: readonly LossCurves[]): Plan[] {
  const types = [...new Set(all.flatMap(({ curves }) => curves.map(({ lossType }) => lossType)))];
  return types.map((lossType) => ({
    title: `Loss curves, ${lossType}`,
    draw: () => lossCurveFigure(all, { lossType, title: `Loss curves, ${lossType}` }),
  }));
}

function disaggregationPlan(one: Disaggregation, basemap: Basemap | undefined): Plan {
  const { axes, imt, poe, iml, site, kind } = one;
  const parts = [
    axes.map(({ name }) => name).join(', '),
    imt,
    poe === undefined ? (iml === undefined ? undefined : `iml ${iml}`) : `poe ${poe}`,
    site === undefined ? undefined : `site ${site.lon}, ${site.lat}`,
    kind,
  ];
  const title = parts.filter((part) => part !== undefined && part !== '').join(' · ');
  return { title, draw: () => disaggregationFigure([one], {}, basemap) };
}

function rupturePlans(all: readonly Ruptures[], basemap: Basemap | undefined): Plan[] {
  return all.some(({ ruptures }) => ruptures.length > 0)
    ? [{ title: 'Ruptures', draw: () => ruptureFigure(all, {}, basemap) }]
    : [];
}
