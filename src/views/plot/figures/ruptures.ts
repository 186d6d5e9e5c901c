import type { Ruptures } from '../../../results/dataset.js';
import type { BarLayer, Figure, Panel } from '../model.js';
import { extentOf, linearDomain } from '../numbers.js';
import { seamOf, unwrap } from './antimeridian.js';
import { type Basemap, mapFrame, outlineLayers } from './map-panel.js';
import type { PlotSelection } from './selection.js';

/** The largest ones are drawn; the others would hide below them. */
const MOST_RUPTURES = 4000;
const BIN = 0.2;

/** Where ruptures lie, each as large as its magnitude and coloured by its depth, and how many there are of each magnitude. */
export function ruptureFigure(
  all: readonly Ruptures[],
  selection: PlotSelection,
  basemap: Basemap | undefined,
): Figure {
  const ruptures = all
    .flatMap((data) => data.ruptures)
    .filter(({ lon, lat, mag }) => Number.isFinite(lon) && Number.isFinite(lat) && Number.isFinite(mag));
  const notes: string[] = [];
  const strongest = ruptures.toSorted((one, other) => other.mag - one.mag).slice(0, MOST_RUPTURES);
  if (strongest.length < ruptures.length)
    notes.push(
      `The map shows the ${strongest.length.toLocaleString('en-US')} largest of ${ruptures.length.toLocaleString('en-US')} ruptures; the histogram counts all.`,
    );
  const raw = Float64Array.from(strongest, ({ lon }) => lon);
  const x = unwrap(raw, seamOf(raw));
  const y = Float64Array.from(strongest, ({ lat }) => lat);
  const mags = Float64Array.from(ruptures, ({ mag }) => mag);
  const [low, high] = extentOf(mags) ?? [0, 1];
  const frame = mapFrame(x, y);
  const depths = Float64Array.from(strongest, ({ depthKm }) => depthKm);
  const map: Panel = {
    title: 'Centroids, larger for larger magnitudes',
    ...frame,
    layers: [
      ...outlineLayers(frame, basemap),
      {
        kind: 'points',
        look: { tone: 0 },
        ...{ x, y, values: depths },
        sizes: Float64Array.from(strongest, ({ mag }) =>
          high > low ? ((mag - low) / (high - low)) ** 2 : 0.3,
        ),
        labels: strongest.map(({ id, mag }) => `rupture ${id}, magnitude ${mag}`),
        keys: strongest.map(({ id }) => id),
      },
    ],
    colour: { label: 'Depth', unit: 'km', scale: 'linear', domain: linearDomain(extentOf(depths)) },
  };
  const events = ruptures.reduce((sum, { multiplicity }) => sum + (multiplicity ?? 1), 0);
  return {
    title: selection.title ?? 'Ruptures',
    subtitle: `${ruptures.length.toLocaleString('en-US')} ruptures, ${events.toLocaleString('en-US')} events`,
    panels: ruptures.length === 0 ? [] : [map, histogram(mags)],
    notes,
  };
}

function histogram(mags: Float64Array): Panel {
  const [low, high] = extentOf(mags) ?? [0, 1];
  const first = Math.floor(low / BIN + 1e-9);
  const count = Math.max(1, Math.floor(high / BIN + 1e-9) - first + 1);
  const counts = new Float64Array(count);
  for (const mag of mags) {
    const bin = Math.min(count - 1, Math.floor(mag / BIN + 1e-9) - first);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edge = (nth: number): number => Number(((first + nth) * BIN).toFixed(6));
  // Numbers fall by powers of ten with magnitude; a bar on a logarithmic axis begins below one.
  const isLog = (extentOf(counts)?.[1] ?? 0) > 100;
  const base = isLog ? 0.5 : 0;
  const bars: BarLayer = {
    kind: 'bars',
    look: { tone: 0 },
    x0: Float64Array.from(counts, (_count, nth) => edge(nth)),
    x1: Float64Array.from(counts, (_count, nth) => edge(nth + 1)),
    y0: counts.map(() => base),
    y1: counts.map((one) => Math.max(one, base)),
  };
  const top = extentOf(counts)?.[1] ?? 1;
  return {
    title: 'Number by magnitude',
    x: { label: 'Magnitude', scale: 'linear', domain: [edge(0), edge(count)] },
    y: {
      label: 'Ruptures',
      scale: isLog ? 'log' : 'linear',
      domain: isLog ? [base, top * 1.3] : linearDomain([0, top * 1.05]),
    },
    layers: [bars],
  };
}
