import type { BandLayer, Layer, Look } from '../model.js';

/** A curve of one realization or statistic. */
export interface KindCurve {
  /** Undefined where there is but one. */
  readonly kind: string | undefined;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** More realizations than this are drawn as the room between the lowest and the highest of them. */
const MOST_REALIZATIONS = 60;

/** @returns whether a kind is one realization, not a statistic over them. */
export function isRealization(kind: string | undefined): boolean {
  return kind !== undefined && /^rlz/.test(kind);
}

/** @returns kinds in the order in which they are told: mean, other statistics, quantiles rising, realizations. */
export function byKind(one: string | undefined, other: string | undefined): number {
  return (
    rank(one) - rank(other) || numberIn(one) - numberIn(other) || (one ?? '').localeCompare(other ?? '', 'en')
  );
}

function numberIn(kind: string | undefined): number {
  return Number(/\d+(\.\d+)?/.exec(kind ?? '')?.[0] ?? 0);
}

function rank(kind: string | undefined): number {
  if (kind === undefined || kind === 'mean') return 0;
  if (isRealization(kind)) return 3;
  return kind.startsWith('quantile') ? 2 : 1;
}

/**
 * @returns the layers of one picture of realizations, their quantiles and their mean, and what must be said of them. All
 * curves stand over the same x.
 */
export function kindLayers(curves: readonly KindCurve[]): {
  readonly layers: Layer[];
  readonly notes: string[];
} {
  const sorted = curves.toSorted((one, other) => byKind(one.kind, other.kind));
  const realizations = sorted.filter(({ kind }) => isRealization(kind));
  const statistics = sorted.filter(({ kind }) => !isRealization(kind));
  const layers: Layer[] = [];
  const notes: string[] = [];
  if (realizations.length > MOST_REALIZATIONS) {
    layers.push(envelope(realizations));
    notes.push(
      `${realizations.length} realizations are drawn as the room between the lowest and the highest of them.`,
    );
  } else if (statistics.length === 0 && realizations.length <= 6) {
    realizations.forEach((curve, nth) => layers.push(lineOf(curve, { tone: nth })));
  } else {
    realizations.forEach(({ x, y }, nth) => {
      const name =
        nth === 0 ? `${realizations.length} realization${realizations.length === 1 ? '' : 's'}` : undefined;
      layers.push({ kind: 'line', name, look: { tone: 'faint' }, x, y });
    });
  }
  const isMean = ({ kind }: KindCurve): boolean => kind === undefined || kind === 'mean';
  const others = statistics.filter((curve) => !isMean(curve));
  others.forEach((curve, tone) => {
    layers.push(
      lineOf(curve, curve.kind?.startsWith('quantile') === true ? { tone, dash: 'dashed' } : { tone }),
    );
  });
  for (const curve of statistics.filter(isMean)) layers.push(lineOf(curve, { tone: 'ink' }));
  return { layers, notes };
}

function lineOf({ kind, x, y }: KindCurve, look: Look): Layer {
  return { kind: 'line', name: kind, look, x, y };
}

function envelope(curves: readonly KindCurve[]): BandLayer {
  const x = curves[0]?.x ?? new Float64Array();
  const low = new Float64Array(x.length).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(x.length).fill(Number.NEGATIVE_INFINITY);
  for (const { y } of curves)
    for (let at = 0; at < x.length; at += 1) {
      const value = y[at] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      low[at] = Math.min(low[at] ?? value, value);
      high[at] = Math.max(high[at] ?? value, value);
    }
  for (let at = 0; at < x.length; at += 1)
    if ((low[at] ?? 0) > (high[at] ?? 0)) {
      low[at] = Number.NaN;
      high[at] = Number.NaN;
    }
  return { kind: 'band', name: `${curves.length} realizations`, look: { tone: 'faint' }, x, low, high };
}
