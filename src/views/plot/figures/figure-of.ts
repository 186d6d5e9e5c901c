import { UsageError } from '../../../errors.js';
import type { Dataset } from '../../../results/dataset.js';
import { DRAWABLE, type Drawable, drawableOf } from '../../../results/drawable.js';
import type { Figure } from '../model.js';
import { aggregateFigure } from './aggregate-values.js';
import { assetValueFigure } from './asset-values.js';
import { disaggregationFigure } from './disaggregation.js';
import { hazardCurveFigure } from './hazard-curves.js';
import { lossCurveFigure } from './loss-curves.js';
import type { Basemap } from './map-panel.js';
import { groundMotionFigure, hazardMapFigure } from './maps.js';
import { ruptureFigure } from './ruptures.js';
import type { PlotSelection } from './selection.js';
import { sourceFigure } from './sources.js';
import { spectraFigure } from './spectra.js';
import { tableFigure } from './tables.js';

/**
 * @param wanted what is to be drawn; the first of {@link DRAWABLE} that is there when left out.
 * @returns the figure of datasets, and what else they could show.
 * @throws UsageError where nothing of it is there, or the selection is not in it.
 */
export function figureOf(
  datasets: readonly Dataset[],
  wanted: Drawable | undefined,
  selection: PlotSelection,
  basemap: Basemap | undefined,
): { readonly word: Drawable; readonly figure: Figure; readonly others: readonly Drawable[] } {
  const words = DRAWABLE.filter((word) => datasets.some((dataset) => drawableOf(dataset) === word));
  const word = wanted ?? words[0];
  const chosen = datasets.filter((dataset) => drawableOf(dataset) === word);
  if (word === undefined || chosen.length === 0) {
    throw new UsageError(
      wanted === undefined ? 'There is nothing to draw.' : `There is nothing to draw as ${wanted}.`,
      {
        hint:
          words.length === 0
            ? 'Exports of the engine as csv or npz can be drawn.'
            : `There is ${words.join(', ')}.`,
      },
    );
  }
  return { word, figure: drawn(chosen, selection, basemap), others: words.filter((one) => one !== word) };
}

function drawn(datasets: readonly Dataset[], selection: PlotSelection, basemap: Basemap | undefined): Figure {
  const of = <Type extends Dataset['type']>(type: Type): Extract<Dataset, { type: Type }>[] =>
    datasets.filter((dataset): dataset is Extract<Dataset, { type: Type }> => dataset.type === type);
  switch (datasets[0]?.type) {
    case 'hazard-curves':
      return hazardCurveFigure(of('hazard-curves'), selection);
    case 'uniform-hazard-spectra':
      return spectraFigure(of('uniform-hazard-spectra'), selection);
    case 'hazard-maps':
      return hazardMapFigure(of('hazard-maps'), selection, basemap);
    case 'ground-motion':
      return groundMotionFigure(of('ground-motion'), selection, basemap);
    case 'disaggregation':
      return disaggregationFigure(of('disaggregation'), selection, basemap);
    case 'asset-values':
      return assetValueFigure(of('asset-values'), selection, basemap);
    case 'loss-curves':
      return lossCurveFigure(of('loss-curves'), selection);
    case 'aggregate-values':
      return aggregateFigure(of('aggregate-values'), selection);
    case 'ruptures':
      return ruptureFigure(of('ruptures'), selection, basemap);
    default: {
      const tables = of('table');
      const sources = tables.find((table) => drawableOf(table) === 'sources');
      return sources === undefined ? tableFigure(tables, selection) : sourceFigure(sources, selection);
    }
  }
}
