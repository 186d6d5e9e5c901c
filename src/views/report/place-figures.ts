import type { Dataset, HazardCurves, UniformHazardSpectra } from '../../results/dataset.js';
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

/** @returns curves and spectra at the sites nearest to a place; none where the datasets have none. */
export function figuresAt(datasets: readonly Dataset[], place: Place): PlaceFigure[] {
  const figures: PlaceFigure[] = [];
  const curves = datasets.filter((dataset): dataset is HazardCurves => dataset.type === 'hazard-curves');
  if (curves.length > 0)
    figures.push({
      title: 'Hazard curves',
      figure: hazardCurveFigure(curves, { site: place }),
      numbers: curveNumbers(curves, place),
    });
  const spectra = datasets.filter(
    (dataset): dataset is UniformHazardSpectra => dataset.type === 'uniform-hazard-spectra',
  );
  if (spectra.length > 0)
    figures.push({
      title: 'Uniform hazard spectra',
      figure: spectraFigure(spectra, { site: place }),
      numbers: spectrumNumbers(spectra, place),
    });
  return figures;
}

/** @returns the drawings as they stand below the map. */
export function placeFigures(figures: readonly PlaceFigure[]): Html {
  return html`${figures.map(
    ({ title, figure, numbers }) => html`<h3>${title}</h3>
${figureHtml(figure)}${numbersHtml(numbers)}`,
  )}`;
}

function curveNumbers(all: readonly HazardCurves[], place: Place): NumberTable[] {
  const imts = [...new Set(all.map(({ imt }) => imt))].toSorted(byImt);
  return imts.flatMap((imt) => {
    const kinds = all
      .filter((one) => one.imt === imt)
      .toSorted((a, b) => byKind(a.kind, b.kind))
      .slice(0, MOST_COLUMNS);
    const [first] = kinds;
    if (first === undefined) return [];
    const at = kinds.map(({ sites }) => nearestSite(sites, place)?.place ?? 0);
    const unit = imtUnit(imt);
    return {
      caption: `${imt}: probability of exceedance${first.origin.investigationTimeYears === undefined ? '' : ` in ${first.origin.investigationTimeYears} years`}`,
      columns: [`${imt}${unit === undefined ? '' : ` (${unit})`}`, ...kinds.map(({ kind }) => kind ?? 'poe')],
      rows: Array.from(first.imls, (level, nth) => [
        level,
        ...kinds.map(({ poes, imls }, which) => poes[(at[which] ?? 0) * imls.length + nth] ?? Number.NaN),
      ]),
    };
  });
}

function spectrumNumbers(all: readonly UniformHazardSpectra[], place: Place): NumberTable[] {
  const kinds = all.toSorted((a, b) => byKind(a.kind, b.kind)).slice(0, MOST_COLUMNS);
  const [first] = kinds;
  if (first === undefined) return [];
  const at = kinds.map(({ sites }) => nearestSite(sites, place)?.place ?? 0);
  return first.poes.map((poe, which) => ({
    caption: `Spectral acceleration in g, ${poeName(poe, first.origin.investigationTimeYears) ?? ''}`,
    columns: ['Period (s)', ...kinds.map(({ kind }) => kind ?? 'value')],
    rows: first.periods.map((period, nth) => [
      period,
      ...kinds.map(
        ({ values, poes, periods }, one) =>
          values[((at[one] ?? 0) * poes.length + which) * periods.length + nth] ?? Number.NaN,
      ),
    ]),
  }));
}
