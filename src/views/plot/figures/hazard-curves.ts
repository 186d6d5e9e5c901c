import type { HazardCurves, Site } from '../../../results/dataset.js';
import type { Axis, Figure, Layer, Panel } from '../model.js';
import { decadeDomain, logDomain, positiveExtentOf, shortNumber } from '../numbers.js';
import { imtLabel, imtUnit } from '../units.js';
import { byImt } from './imts.js';
import { isRealization, type KindCurve, kindLayers } from './kinds.js';
import { distanceNote, nearestSite, ofImt, ofKind, type PlotSelection, siteName } from './selection.js';

/** Panels that still can be read side by side. */
const MOST_PANELS = 6;
/** Sites that are drawn where none was chosen. */
const MOST_SITES = 6;
/** Below the highest probability; curves fall to 1e-20, where nobody reads them. */
const DECADES = 5;
/** The return periods that building codes ask for, in years. */
const RETURN_PERIODS = [475, 2475];

/**
 * Hazard curves as the field draws them: probability of exceedance over intensity, both logarithmic, with lines at the return
 * periods of 475 and 2475 years where they are inside. At one site all kinds, at several the mean of each.
 * @throws UsageError where the selection is not in the data.
 */
export function hazardCurveFigure(all: readonly HazardCurves[], selection: PlotSelection): Figure {
  const chosen = ofKind(ofImt(all, selection.imt), selection.kind);
  const imts = [...new Set(chosen.map(({ imt }) => imt))].toSorted(byImt);
  const shown = imts.slice(0, MOST_PANELS);
  const notes = new Set<string>();
  if (shown.length < imts.length)
    notes.add(
      `${shown.length} of ${imts.length} intensity measures are shown; choose with --imt: ${imts.join(', ')}.`,
    );
  const sites = chosen[0]?.sites ?? [];
  const nearest = selection.site === undefined ? undefined : nearestSite(sites, selection.site);
  const place = nearest?.place ?? (sites.length === 1 ? 0 : undefined);
  const note = nearest === undefined ? undefined : distanceNote(nearest);
  if (note !== undefined) notes.add(note);
  const panels = shown.map((imt) =>
    panelOf(
      imt,
      chosen.filter((curves) => curves.imt === imt),
      place,
      shown.length > 1,
      notes,
    ),
  );
  const site = place === undefined ? undefined : sites[place];
  const years = chosen[0]?.origin.investigationTimeYears;
  return {
    title: selection.title ?? `Hazard curves${shown.length === 1 ? `, ${shown[0] ?? ''}` : ''}`,
    subtitle: [
      site === undefined ? undefined : `Site ${siteName(site)}`,
      years === undefined ? undefined : `${years} years`,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    panels,
    notes: [...notes],
  };
}

function panelOf(
  imt: string,
  all: readonly HazardCurves[],
  place: number | undefined,
  hasTitle: boolean,
  notes: Set<string>,
): Panel {
  const years = all[0]?.origin.investigationTimeYears;
  const drawn = place === undefined ? siteLayers(all, notes) : kindsAt(all, place, notes);
  const top = positiveExtentOf(...drawn.curves.map(({ y }) => y));
  const y: Axis = {
    label: `Probability of exceedance${years === undefined ? '' : ` in ${shortNumber(years)} years`}`,
    short: `PoE${years === undefined ? '' : ` in ${shortNumber(years)} years`}`,
    scale: 'log',
    domain: decadeDomain(top, DECADES),
  };
  const x: Axis = {
    label: imtLabel(imt),
    short: imt,
    unit: imtUnit(imt),
    scale: 'log',
    domain: levels(drawn.curves, y.domain[0]),
  };
  return { ...(hasTitle ? { title: imt } : {}), x, y, layers: [...rulesOf(years, y), ...drawn.layers] };
}

interface Drawn {
  readonly layers: readonly Layer[];
  readonly curves: readonly KindCurve[];
}

function kindsAt(all: readonly HazardCurves[], place: number, notes: Set<string>): Drawn {
  const curves = all.map((one) => curveAt(one, place, one.kind));
  const made = kindLayers(curves);
  for (const note of made.notes) notes.add(note);
  return { layers: made.layers, curves };
}

function siteLayers(all: readonly HazardCurves[], notes: Set<string>): Drawn {
  const one =
    all.find(({ kind }) => kind === 'mean') ?? all.find(({ kind }) => !isRealization(kind)) ?? all[0];
  if (one === undefined) return { layers: [], curves: [] };
  const places = spread(one, MOST_SITES);
  if (places.length < one.sites.length)
    notes.add(
      `${places.length} of ${one.sites.length.toLocaleString('en-US')} sites are shown, from the highest hazard to the lowest; choose one with --site LON,LAT.`,
    );
  if (all.length > 1)
    notes.add(
      `Several sites: the ${one.kind ?? 'first'} curve of each. --site LON,LAT shows all kinds at one.`,
    );
  const curves = places.map((place) => curveAt(one, place, siteName(one.sites[place] as Site)));
  return {
    curves,
    layers: curves.map(({ kind, x, y }, nth) => ({ kind: 'line', name: kind, look: { tone: nth }, x, y })),
  };
}

/** @returns places from the highest hazard to the lowest, evenly among all. */
function spread({ sites, poes, imls }: HazardCurves, count: number): number[] {
  if (sites.length <= count) return sites.map((_site, place) => place);
  const sums = new Float64Array(sites.length);
  for (let at = 0; at < poes.length; at += 1) {
    const place = Math.floor(at / imls.length);
    sums[place] = (sums[place] ?? 0) + (poes[at] ?? 0);
  }
  const ranked = Array.from(sums.keys()).sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0) || a - b);
  return Array.from(
    { length: count },
    (_unused, nth) => ranked[Math.round((nth * (ranked.length - 1)) / (count - 1))] ?? 0,
  );
}

/** A logarithm has no zero: what is not above it is a gap. */
function curveAt({ imls, poes }: HazardCurves, place: number, kind: string | undefined): KindCurve {
  const y = Float64Array.from(poes.subarray(place * imls.length, (place + 1) * imls.length), (poe) =>
    poe > 0 ? poe : Number.NaN,
  );
  return { kind, x: imls, y };
}

/** From the first level to the last that any curve reaches with a probability that is shown. */
function levels(curves: readonly KindCurve[], lowest: number): readonly [number, number] {
  const reached = curves.map(({ x, y }) =>
    x.filter((_level, at) => (y[at] ?? Number.NaN) >= lowest || (y[at - 1] ?? Number.NaN) >= lowest),
  );
  const all = positiveExtentOf(...curves.map(({ x }) => x));
  return logDomain(positiveExtentOf(...reached) ?? all, 6);
}

function rulesOf(years: number | undefined, { domain }: Axis): Layer[] {
  if (years === undefined) return [];
  return RETURN_PERIODS.map((period) => ({ period, poe: -Math.expm1(-years / period) }))
    .filter(({ poe }) => poe > domain[0] && poe < domain[1])
    .map(({ period, poe }) => ({ kind: 'rule', axis: 'y', at: poe, label: `${period} years` }));
}
