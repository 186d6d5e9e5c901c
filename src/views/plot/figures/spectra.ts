import type { UniformHazardSpectra } from '../../../results/dataset.js';
import type { Axis, Figure, Panel } from '../model.js';
import { extentOf, linearDomain, shortNumber } from '../numbers.js';
import { isRealization, type KindCurve, kindLayers } from './kinds.js';
import { distanceNote, nearestSite, ofKind, placeOfPoe, type PlotSelection, siteName } from './selection.js';

const MOST_PANELS = 4;
const MOST_SITES = 6;

/**
 * Uniform hazard spectra: spectral acceleration over the period of vibration, both linear, PGA at 0 s. A panel for each
 * probability; at one site all kinds, at several the mean of each.
 * @throws UsageError where the selection is not in the data.
 */
export function spectraFigure(all: readonly UniformHazardSpectra[], selection: PlotSelection): Figure {
  const chosen = ofKind(all, selection.kind);
  const first = chosen[0];
  const notes = new Set<string>();
  const poes = first?.poes ?? [];
  const places = selection.poe === undefined ? poes.map((_poe, at) => at) : [placeOfPoe(poes, selection.poe)];
  const shown = places.slice(0, MOST_PANELS);
  if (shown.length < places.length)
    notes.add(
      `${shown.length} of ${places.length} probabilities are shown; choose with --poe: ${poes.join(', ')}.`,
    );
  const nearest = selection.site === undefined ? undefined : nearestSite(first?.sites ?? [], selection.site);
  const note = nearest === undefined ? undefined : distanceNote(nearest);
  if (note !== undefined) notes.add(note);
  const site = nearest?.place ?? (first?.sites.length === 1 ? 0 : undefined);
  const years = first?.origin.investigationTimeYears;
  const drawn = shown.map((at) => ({
    at,
    curves: site === undefined ? bySite(chosen, at, notes) : byKinds(chosen, at, site),
  }));
  // One scale for all panels: spectra are compared by their heights.
  const y: Axis = {
    label: 'Spectral acceleration',
    unit: 'g',
    scale: 'linear',
    domain: linearDomain(extentOf(...drawn.flatMap(({ curves }) => curves.map((curve) => curve.y)))),
  };
  const x: Axis = {
    label: 'Period',
    unit: 's',
    scale: 'linear',
    domain: linearDomain(extentOf(first?.periods ?? [])),
  };
  const panels: Panel[] = drawn.map(({ at, curves }) => {
    const made =
      site === undefined
        ? {
            layers: curves.map((curve, nth) => ({
              kind: 'line' as const,
              name: curve.kind,
              look: { tone: nth },
              x: curve.x,
              y: curve.y,
            })),
            notes: [],
          }
        : kindLayers(curves);
    for (const one of made.notes) notes.add(one);
    return { title: poeName(poes[at], years), x, y, layers: made.layers };
  });
  const place = site === undefined ? undefined : first?.sites[site];
  return {
    title: selection.title ?? 'Uniform hazard spectra',
    subtitle: place === undefined ? undefined : `Site ${siteName(place)}`,
    panels,
    notes: [...notes],
  };
}

/** @returns a probability of exceedance as the field writes it: `10 % in 50 years (return period 475 years)`. */
export function poeName(poe: number | undefined, years: number | undefined): string | undefined {
  if (poe === undefined) return undefined;
  if (years === undefined) return `probability of exceedance ${shortNumber(poe)}`;
  const period = -years / Math.log1p(-poe);
  return `${shortNumber(poe * 100)} % in ${shortNumber(years)} years (return period ${shortNumber(Math.round(period), 6)} years)`;
}

function byKinds(all: readonly UniformHazardSpectra[], poe: number, site: number): KindCurve[] {
  return all.map((one) => curveAt(one, poe, site, one.kind));
}

function bySite(all: readonly UniformHazardSpectra[], poe: number, notes: Set<string>): KindCurve[] {
  const one =
    all.find(({ kind }) => kind === 'mean') ?? all.find(({ kind }) => !isRealization(kind)) ?? all[0];
  if (one === undefined) return [];
  const count = Math.min(one.sites.length, MOST_SITES);
  const places = Array.from({ length: count }, (_unused, nth) =>
    count < 2 ? 0 : Math.round((nth * (one.sites.length - 1)) / (count - 1)),
  );
  if (count < one.sites.length)
    notes.add(
      `${count} of ${one.sites.length.toLocaleString('en-US')} sites are shown; choose one with --site LON,LAT.`,
    );
  if (all.length > 1)
    notes.add(
      `Several sites: the ${one.kind ?? 'first'} spectrum of each. --site LON,LAT shows all kinds at one.`,
    );
  return places.flatMap((place) => {
    const site = one.sites[place];
    return site === undefined ? [] : [curveAt(one, poe, place, siteName(site))];
  });
}

function curveAt(
  { values, periods, poes }: UniformHazardSpectra,
  poe: number,
  site: number,
  kind: string | undefined,
): KindCurve {
  const start = (site * poes.length + poe) * periods.length;
  const order = periods.map((_period, at) => at).sort((a, b) => (periods[a] ?? 0) - (periods[b] ?? 0));
  return {
    kind,
    x: Float64Array.from(order, (at) => periods[at] ?? Number.NaN),
    y: Float64Array.from(order, (at) => values[start + at] ?? Number.NaN),
  };
}
