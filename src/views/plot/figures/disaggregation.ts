import type { Disaggregation, DisaggregationAxis } from '../../../results/dataset.js';
import type { Axis, BarLayer, CellLayer, Figure, Panel } from '../model.js';
import { extentOf, linearDomain, shortNumber } from '../numbers.js';
import { type Basemap, mapFrame, outlineLayers } from './map-panel.js';
import { byKind } from './kinds.js';
import { type BinTable, sharesOf, sumOver, valueAt } from './disaggregated-shares.js';
import { notThere, ofImt, placeOfPoe, type PlotSelection, siteName } from './selection.js';
import { poeName } from './spectra.js';

const NAMES: Readonly<Record<string, readonly [string, string | undefined]>> = {
  mag: ['Magnitude', undefined],
  dist: ['Distance', 'km'],
  lon: ['Longitude', '°'],
  lat: ['Latitude', '°'],
  eps: ['Epsilon', undefined],
  trt: ['Tectonic region type', undefined],
};

const MOST_PANELS = 6;
const MOST_EDGES = 20;
const SHARE: Pick<Axis, 'label' | 'short' | 'unit'> = {
  label: 'Contribution to the hazard',
  short: 'Contribution',
  unit: '%',
};

/**
 * Disaggregation at one site: bars over one variable, a coloured grid over two (a map over longitude and latitude), small
 * multiples over three. Drawn is the share of each bin in the rate of exceedance.
 * @throws UsageError where the selection is not in the data.
 */
export function disaggregationFigure(
  all: readonly Disaggregation[],
  selection: PlotSelection,
  basemap: Basemap | undefined,
): Figure {
  const ofMeasure = ofImt(all, selection.imt);
  const poes = ofMeasure.map(({ poe }) => poe);
  const chosen = selection.poe === undefined ? ofMeasure[0] : ofMeasure[placeOfPoe(poes, selection.poe)];
  if (chosen === undefined) return { title: selection.title ?? 'Disaggregation', panels: [], notes: [] };
  const { series, nth } = chooseSeries(chosen, selection.kind);
  const notes: string[] = [];
  if (ofMeasure.length > 1)
    notes.push(`One of ${ofMeasure.length} disaggregations is shown; choose with --imt and --poe.`);
  if (chosen.series.length > 1 && selection.kind === undefined)
    notes.push(`${series} is shown of ${chosen.series.length}; choose with --kind.`);
  const made = sharesOf(chosen, nth);
  notes.push(made.note);
  const years = chosen.origin.investigationTimeYears;
  const reduced = reduce(made.table, notes);
  return {
    title:
      selection.title ??
      `Disaggregation by ${reduced.axes.map(({ name }) => (NAMES[name]?.[0] ?? name).toLowerCase()).join(', ')}`,
    subtitle: [
      chosen.imt + (chosen.iml === undefined ? '' : ` ${shortNumber(chosen.iml, 4)}`),
      poeName(chosen.poe, years),
      chosen.site === undefined ? undefined : `site ${siteName(chosen.site)}`,
      series,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    panels: panelsOf(reduced, basemap, notes),
    notes,
  };
}

function chooseSeries(
  data: Disaggregation,
  kind: string | undefined,
): { readonly series: string; readonly nth: number } {
  const plain = (name: string): string => name.replace(/^rlz-?0*(?=\d)/, 'rlz');
  const nth =
    kind === undefined
      ? data.series.indexOf(data.series.toSorted(byKind)[0] ?? '')
      : data.series.findIndex((name) => plain(name) === plain(kind));
  if (nth < 0) throw notThere('--kind', kind ?? '', data.series);
  return { series: data.series[nth] ?? '', nth };
}

/** Four variables cannot be drawn: epsilon is summed up, or the last of them. */
function reduce(table: BinTable, notes: string[]): BinTable {
  let left = table;
  while (left.axes.length > 3) {
    const eps = left.axes.findIndex(({ name }) => name === 'eps');
    const over = eps >= 0 ? eps : left.axes.length - 1;
    notes.push(`Summed over ${(NAMES[left.axes[over]?.name ?? '']?.[0] ?? '').toLowerCase()}.`);
    left = sumOver(left, over);
  }
  return left;
}

function panelsOf(table: BinTable, basemap: Basemap | undefined, notes: string[]): Panel[] {
  const { axes } = table;
  if (axes.length <= 1) return [barPanel(table)];
  if (axes.length === 2)
    return [
      axes.some(({ name }) => name === 'trt')
        ? stackedPanel(table)
        : gridPanel(table, undefined, basemap, undefined),
    ];
  // The variable of the panels: region types or epsilon where there are, else the one with the fewest bins.
  const over = [...axes.keys()].toSorted((a, b) => panelRank(axes[a]) - panelRank(axes[b]))[0] ?? 0;
  const axis = axes[over];
  const shown = (axis?.bins ?? []).map((bin, place) => ({ bin, table: slice(table, over, place) }));
  const some = shown.filter(({ table: one }) => one.values.some((value) => value > 0));
  const best = some
    .toSorted((a, b) => total(b.table) - total(a.table))
    .slice(0, MOST_PANELS)
    .toSorted((a, b) => shown.indexOf(a) - shown.indexOf(b));
  if (best.length < shown.length)
    notes.push(
      `${best.length} of ${shown.length} bins of ${(NAMES[axis?.name ?? '']?.[0] ?? '').toLowerCase()} are shown, those that contribute most.`,
    );
  const highest = Math.max(...best.map(({ table: one }) => extentOf(one.values)?.[1] ?? 0), 0);
  return (best.length === 0 ? shown.slice(0, 1) : best).map(({ bin, table: one }) =>
    gridPanel(one, `${NAMES[axis?.name ?? '']?.[0] ?? ''} ${bin}`, basemap, highest),
  );
}

function panelRank(axis: DisaggregationAxis | undefined): number {
  if (axis?.name === 'trt') return 0;
  return axis?.name === 'eps' ? 1 : 2 + (axis?.bins.length ?? 0);
}

function total({ values }: BinTable): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function slice({ axes, values }: BinTable, over: number, place: number): BinTable {
  const rest = axes.filter((_axis, nth) => nth !== over);
  const inner = axes.slice(over + 1).reduce((product, { bins }) => product * bins.length, 1);
  const count = axes[over]?.bins.length ?? 1;
  return { axes: rest, values: values.filter((_value, at) => Math.floor(at / inner) % count === place) };
}

/** One axis with its bins: their edges lie in the middle between their centres. */
function binAxis(axis: DisaggregationAxis): {
  readonly axis: Axis;
  readonly edges: readonly (readonly [number, number])[];
} {
  const [label, unit] = NAMES[axis.name] ?? [axis.name, undefined];
  const centres = axis.bins.map(Number);
  if (axis.name === 'trt' || centres.some(Number.isNaN)) {
    const categories = axis.bins.map(String);
    return {
      axis: { label, unit, scale: 'category', domain: [0, Math.max(1, categories.length)], categories },
      edges: categories.map((_name, nth) => [nth + 0.1, nth + 0.9]),
    };
  }
  const half = centres.length > 1 ? Math.abs((centres[1] ?? 0) - (centres[0] ?? 0)) / 2 : 0.5;
  const edges = centres.map((centre, nth): readonly [number, number] => [
    nth === 0 ? centre - half : (centre + (centres[nth - 1] ?? 0)) / 2,
    nth === centres.length - 1 ? centre + half : (centre + (centres[nth + 1] ?? 0)) / 2,
  ]);
  const domain = linearDomain(extentOf(edges.flat()), false);
  // Bins are read by their edges.
  const ticks =
    edges.length === 0 || edges.length > MOST_EDGES
      ? undefined
      : [...edges.map(([low]) => low), domain[1]].map((edge) => Number(edge.toPrecision(6)));
  return { axis: { label, unit, scale: 'linear', domain, ticks }, edges };
}

function barPanel(table: BinTable): Panel {
  const first = table.axes[0] ?? { name: '', bins: [] };
  const { axis, edges } = binAxis(first);
  const share: Axis = { ...SHARE, scale: 'linear', domain: linearDomain(extentOf(table.values)) };
  const lengths = { low: new Float64Array(edges.length), high: Float64Array.from(table.values) };
  return barsOn(axis, share, [
    barLayer(edges, lengths.low, lengths.high, axis.scale === 'category', 0, undefined),
  ]);
}

/** Names of categories are long: their bars lie. */
function barsOn(axis: Axis, share: Axis, layers: readonly BarLayer[]): Panel {
  return axis.scale === 'category' ? { x: share, y: axis, layers } : { x: axis, y: share, layers };
}

function barLayer(
  edges: readonly (readonly [number, number])[],
  low: Float64Array,
  high: Float64Array,
  lie: boolean,
  tone: number,
  name: string | undefined,
): BarLayer {
  const [from, to] = [Float64Array.from(edges, ([a]) => a), Float64Array.from(edges, ([, b]) => b)];
  const look = { tone };
  return lie
    ? { kind: 'bars', name, look, x0: low, x1: high, y0: from, y1: to }
    : { kind: 'bars', name, look, x0: from, x1: to, y0: low, y1: high };
}

/** Region types and one more: bars over the other, stacked by region type. */
function stackedPanel(table: BinTable): Panel {
  const trt = table.axes.findIndex(({ name }) => name === 'trt');
  const regions = table.axes[trt]?.bins ?? [];
  const other = table.axes[1 - trt] ?? { name: '', bins: [] };
  const { axis, edges } = binAxis(other);
  let low = new Float64Array(edges.length);
  const layers = regions.map((region, nth) => {
    const high = low.map((height, bin) => height + valueAt(table, trt === 0 ? [nth, bin] : [bin, nth]));
    const layer = barLayer(edges, low, high, axis.scale === 'category', nth, String(region));
    low = high;
    return layer;
  });
  return barsOn(axis, { ...SHARE, scale: 'linear', domain: linearDomain(extentOf(low)) }, layers);
}

function gridPanel(
  table: BinTable,
  title: string | undefined,
  basemap: Basemap | undefined,
  highest: number | undefined,
): Panel {
  const names = table.axes.map(({ name }) => name);
  const isMap = names.includes('lon') && names.includes('lat');
  // Distance lies on the horizontal axis and magnitude on the other, as everywhere in the field.
  const across = isMap ? names.indexOf('lon') : names[0] === 'mag' ? 1 : 0;
  const [x, y] = [
    binAxis(table.axes[across] ?? { name: '', bins: [] }),
    binAxis(table.axes[1 - across] ?? { name: '', bins: [] }),
  ];
  const count = x.edges.length * y.edges.length;
  const column = (of: (i: number, j: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_unused, at) =>
      of(at % x.edges.length, Math.floor(at / x.edges.length)),
    );
  const values = column((i, j) => valueAt(table, across === 0 ? [i, j] : [j, i]));
  const cells: CellLayer = {
    kind: 'cells',
    x0: column((i) => x.edges[i]?.[0] ?? Number.NaN),
    x1: column((i) => x.edges[i]?.[1] ?? Number.NaN),
    y0: column((_i, j) => y.edges[j]?.[0] ?? Number.NaN),
    y1: column((_i, j) => y.edges[j]?.[1] ?? Number.NaN),
    // Bins that contribute nothing are left empty.
    values: values.map((value) => (value > 0 ? value : Number.NaN)),
  };
  const top = highest ?? extentOf(values)?.[1] ?? 0;
  const colour = { ...SHARE, scale: 'linear' as const, domain: [0, top > 0 ? top : 1] as const };
  if (!isMap) return { title, x: x.axis, y: y.axis, layers: [cells], colour };
  const frame = mapFrame(Float64Array.from(x.axis.domain), Float64Array.from(y.axis.domain));
  return { title, ...frame, layers: [cells, ...outlineLayers(frame, basemap)], colour };
}
