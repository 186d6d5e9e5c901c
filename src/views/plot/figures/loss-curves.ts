import type { LossCurve, LossCurves } from '../../../results/dataset.js';
import { safeLine } from '../../safe-text.js';
import type { Axis, Figure, Layer, Panel } from '../model.js';
import { extentOf, linearDomain, logDomain, positiveExtentOf, shortNumber } from '../numbers.js';
import { kindLayers } from './kinds.js';
import { notThere, ofKind, type PlotSelection } from './selection.js';

const MOST_PANELS = 4;
const MOST_CURVES = 8;

/** A curve with its kind, which stands at the curve or at all of its file. */
type KindLossCurve = LossCurve & { readonly kind: string | undefined };

/**
 * Loss curves: loss over return period, the period logarithmic; or, where the engine gave probabilities, probability over
 * loss. A panel for each loss type; one curve in all its kinds, or several curves (by tag or asset) in the mean.
 * @throws UsageError where the selection is not in the data.
 */
export function lossCurveFigure(all: readonly LossCurves[], selection: PlotSelection): Figure {
  const curves: readonly KindLossCurve[] = all.flatMap((data) =>
    data.curves.map((curve) => ({ ...curve, kind: curve.kind ?? data.kind })),
  );
  const { lossType, by } = selection;
  const ofType = lossType === undefined ? curves : curves.filter((curve) => curve.lossType === lossType);
  if (ofType.length === 0 && lossType !== undefined)
    throw notThere(
      '--loss-type',
      lossType,
      curves.map((curve) => curve.lossType),
    );
  const ofTag = by === undefined ? ofType : ofType.filter(({ of }) => by in of);
  if (ofTag.length === 0 && by !== undefined)
    throw notThere(
      '--by',
      by,
      ofType.flatMap(({ of }) => Object.keys(of)),
    );
  const notes = new Set<string>();
  const chosen = oneMeasure(ofKind(ofTag, selection.kind), notes);
  const types = [...new Set(chosen.map((curve) => curve.lossType))];
  if (types.length > MOST_PANELS)
    notes.add(
      `${MOST_PANELS} of ${types.length} loss types are shown; choose with --loss-type: ${types.map(safeLine).join(', ')}.`,
    );
  const years = all[0]?.origin.investigationTimeYears;
  return {
    title: selection.title ?? 'Loss curves',
    panels: types.slice(0, MOST_PANELS).map((type) =>
      panelOf(
        type,
        chosen.filter((curve) => curve.lossType === type),
        types.length > 1,
        years,
        notes,
      ),
    ),
    notes: [...notes],
  };
}

/** Losses of several measures (`loss`, `loss_aep`, `fatalities`) stand on no common axis. */
function oneMeasure(curves: readonly KindLossCurve[], notes: Set<string>): readonly KindLossCurve[] {
  const measures = [...new Set(curves.map(({ measure }) => measure))];
  if (measures.length < 2) return curves;
  const first = measures.includes('loss') ? 'loss' : measures[0];
  notes.add(
    `Only ${safeLine(first ?? '')} is drawn of ${measures.map((name) => safeLine(name ?? '')).join(', ')}.`,
  );
  return curves.filter(({ measure }) => measure === first);
}

function panelOf(
  type: string,
  curves: readonly KindLossCurve[],
  hasTitle: boolean,
  years: number | undefined,
  notes: Set<string>,
): Panel {
  const hasPeriods = curves.some(({ returnPeriods }) => returnPeriods !== undefined);
  const layers = layersOf(curves, hasPeriods, notes);
  const drawn = layers.flatMap((layer) => (layer.kind === 'line' ? [layer] : []));
  const bands = layers.flatMap((layer) => (layer.kind === 'band' ? [layer] : []));
  const losses = extentOf(
    ...(hasPeriods
      ? [...drawn.map(({ y }) => y), ...bands.map(({ high }) => high)]
      : drawn.map(({ x }) => x)),
  );
  const loss: Axis = {
    label: `Loss, ${safeLine(type).replaceAll('_', ' ')}`,
    scale: 'linear',
    domain: linearDomain(losses),
  };
  const chance: Axis = hasPeriods
    ? {
        label: 'Return period',
        unit: 'years',
        scale: 'log',
        domain: logDomain(positiveExtentOf(...curves.flatMap(({ returnPeriods }) => returnPeriods ?? []))),
      }
    : {
        label: `Probability of exceedance${years === undefined ? '' : ` in ${shortNumber(years)} years`}`,
        scale: 'log',
        domain: logDomain(positiveExtentOf(...curves.flatMap(({ poes }) => poes ?? [])), 6),
      };
  return {
    ...(hasTitle ? { title: safeLine(type) } : {}),
    ...(hasPeriods ? { x: chance, y: loss } : { x: loss, y: chance }),
    layers,
  };
}

function layersOf(
  curves: readonly KindLossCurve[],
  hasPeriods: boolean,
  notes: Set<string>,
): readonly Layer[] {
  const names = new Map<string, KindLossCurve[]>();
  for (const curve of curves) names.set(nameOf(curve), [...(names.get(nameOf(curve)) ?? []), curve]);
  if (names.size <= 1) {
    const made = kindLayers(curves.map((curve) => ({ kind: curve.kind, ...coordinates(curve, hasPeriods) })));
    for (const note of made.notes) notes.add(note);
    return made.layers;
  }
  const best = [...names]
    .map(([name, kinds]) => ({ name, curve: kinds.find(({ kind }) => kind === 'mean') ?? kinds[0] }))
    .toSorted((one, other) => largest(other.curve) - largest(one.curve));
  if (best.length > MOST_CURVES)
    notes.add(
      `${MOST_CURVES} of ${best.length.toLocaleString('en-US')} curves are shown, those with the largest losses.`,
    );
  const kind = best[0]?.curve?.kind;
  if (curves.length > names.size && kind !== undefined) notes.add(`Several curves: the ${kind} of each.`);
  return best
    .slice(0, MOST_CURVES)
    .flatMap(({ name, curve }, nth) =>
      curve === undefined
        ? []
        : [{ kind: 'line' as const, name, look: { tone: nth }, ...coordinates(curve, hasPeriods) }],
    );
}

function nameOf({ of }: LossCurve): string {
  const values = Object.values(of).map(safeLine);
  return values.length === 0 ? 'all assets' : values.join(', ');
}

function coordinates(
  { returnPeriods, poes, losses }: LossCurve,
  hasPeriods: boolean,
): { x: Float64Array; y: Float64Array } {
  const logs = (values: Float64Array | undefined): Float64Array =>
    (values ?? new Float64Array(losses.length)).map((value) => (value > 0 ? value : Number.NaN));
  return hasPeriods ? { x: logs(returnPeriods), y: losses } : { x: losses, y: logs(poes) };
}

function largest(curve: LossCurve | undefined): number {
  return curve === undefined
    ? Number.NEGATIVE_INFINITY
    : (extentOf(curve.losses)?.[1] ?? Number.NEGATIVE_INFINITY);
}
