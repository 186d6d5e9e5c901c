import type { Dataset, HazardCurves, Site, UniformHazardSpectra } from '../../results/dataset.js';
import { hazardCurveFigure } from '../plot/figures/hazard-curves.js';
import { byImt } from '../plot/figures/imts.js';
import { byKind } from '../plot/figures/kinds.js';
import { nearestSite } from '../plot/figures/selection.js';
import { poeName, spectraFigure } from '../plot/figures/spectra.js';
import type { Figure } from '../plot/model.js';
import { imtUnit } from '../plot/units.js';
import { figureHtml, type NumberTable, numbersHtml } from './figure-html.js';
import { html, type Html } from './html.js';

/** A place on the map. */
interface Place {
  readonly lon: number;
  readonly lat: number;
}

/** A drawing of what there is at one place. */
export interface PlaceFigure {
  readonly title: string;
  readonly figure: Figure;
  readonly numbers: readonly NumberTable[];
}

/** Realizations listed in a table of numbers; all of them are drawn. */
const MOST_COLUMNS = 30;

/** @returns curves and spectra at the site nearest to a place; none where the datasets have none. */
export function figuresAt(datasets: readonly Dataset[], place: Place): PlaceFigure[] {
  const figures: PlaceFigure[] = [];
  const curves = atOneSite(
    datasets.filter((dataset): dataset is HazardCurves => dataset.type === 'hazard-curves'),
    place,
    (one, nth) => one.poes.subarray(nth * one.imls.length, (nth + 1) * one.imls.length),
  ).map(({ dataset, site, values }): HazardCurves => ({ ...dataset, sites: [site], poes: values }));
  if (curves.length > 0)
    figures.push({
      title: 'Hazard curves',
      figure: hazardCurveFigure(curves, { site: place }),
      numbers: curveNumbers(curves),
    });
  const spectra = atOneSite(
    datasets.filter((dataset): dataset is UniformHazardSpectra => dataset.type === 'uniform-hazard-spectra'),
    place,
    (one, nth) => {
      const width = one.poes.length * one.periods.length;
      return one.values.subarray(nth * width, (nth + 1) * width);
    },
  ).map(({ dataset, site, values }): UniformHazardSpectra => ({ ...dataset, sites: [site], values }));
  if (spectra.length > 0)
    figures.push({
      title: 'Uniform hazard spectra',
      figure: spectraFigure(spectra, { site: place }),
      numbers: spectrumNumbers(spectra),
    });
  return figures;
}

/**
 * Cuts datasets to one site, the same for all: of some a page may hold more sites than of others (see thin-datasets.ts), and
 * those that have the fewest decide.
 */
function atOneSite<One extends { readonly sites: readonly Site[] }>(
  all: readonly One[],
  place: Place,
  valuesOf: (one: One, nth: number) => Float64Array,
): { readonly dataset: One; readonly site: Site; readonly values: Float64Array }[] {
  const fewest = all.reduce<One | undefined>(
    (least, one) => (least === undefined || one.sites.length < least.sites.length ? one : least),
    undefined,
  );
  const wanted = fewest === undefined ? undefined : nearestSite(fewest.sites, place)?.site;
  if (wanted === undefined) return [];
  return all.flatMap((dataset) => {
    const found = nearestSite(dataset.sites, wanted);
    return found === undefined || found.site.lon !== wanted.lon || found.site.lat !== wanted.lat
      ? []
      : [{ dataset, site: found.site, values: valuesOf(dataset, found.place) }];
  });
}

/** @returns the drawings as they stand below the map. */
export function placeFigures(figures: readonly PlaceFigure[]): Html {
  return html`${figures.map(
    ({ title, figure, numbers }) => html`<h3>${title}</h3>
${figureHtml(figure)}${numbersHtml(numbers)}`,
  )}`;
}

function curveNumbers(all: readonly HazardCurves[]): NumberTable[] {
  const imts = [...new Set(all.map(({ imt }) => imt))].toSorted(byImt);
  return imts.flatMap((imt) => {
    const kinds = all
      .filter((one) => one.imt === imt)
      .toSorted((a, b) => byKind(a.kind, b.kind))
      .slice(0, MOST_COLUMNS);
    const [first] = kinds;
    if (first === undefined) return [];
    const unit = imtUnit(imt);
    return {
      caption: `${imt}: probability of exceedance${first.origin.investigationTimeYears === undefined ? '' : ` in ${first.origin.investigationTimeYears} years`}`,
      columns: [`${imt}${unit === undefined ? '' : ` (${unit})`}`, ...kinds.map(({ kind }) => kind ?? 'poe')],
      rows: Array.from(first.imls, (level, nth) => [
        level,
        ...kinds.map(({ poes }) => poes[nth] ?? Number.NaN),
      ]),
    };
  });
}

function spectrumNumbers(all: readonly UniformHazardSpectra[]): NumberTable[] {
  const kinds = all.toSorted((a, b) => byKind(a.kind, b.kind)).slice(0, MOST_COLUMNS);
  const [first] = kinds;
  if (first === undefined) return [];
  return first.poes.map((poe, which) => ({
    caption: `Spectral acceleration in g, ${poeName(poe, first.origin.investigationTimeYears) ?? ''}`,
    columns: ['Period (s)', ...kinds.map(({ kind }) => kind ?? 'value')],
    rows: first.periods.map((period, nth) => [
      period,
      ...kinds.map(({ values, periods }) => values[which * periods.length + nth] ?? Number.NaN),
    ]),
  }));
}
