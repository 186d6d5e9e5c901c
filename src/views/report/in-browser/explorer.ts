import type { Dataset } from '../../../results/dataset.js';
import type { PageData, PageLayer, PagePlaces } from '../page-data.js';
import { figuresAt, placeFigures } from '../place-figures.js';
import { firstPlace, placeName, valueText } from '../place-words.js';
import { byId, element } from './elements.js';
import { flatten, type FlatPlaces, nearest, neighbour } from './flat-places.js';
import { showLegend, showScale } from './legend.js';
import { colourScale } from './map-colours.js';
import { createMapView, type MapView } from './map-view.js';
import { startMapKeys } from './map-keys.js';
import { startPlaceList } from './place-list.js';
import { seamOf } from '../../plot/figures/antimeridian.js';

/** Values listed at a place; the map's list has the rest. */
const MOST_VALUES = 40;

/**
 * Makes map, list and figures one: whatever chooses a place, all show it.
 * @returns draws the map once more, in the colours of the page as they are then.
 */
export function startExplorer(data: PageData, datasets: readonly Dataset[]): () => void {
  const canvas = byId('map-canvas', HTMLCanvasElement);
  const chooser = byId('map-layer', HTMLSelectElement);
  if (canvas === undefined || chooser === undefined) return () => undefined;
  const flats = data.places.map((list) => flatten(list, seamOf(Float64Array.from(list.lons))));
  let layer = data.layers[Number(chooser.value)];
  let chosen = layer === undefined ? undefined : firstPlace(layer);
  const view: MapView = createMapView(canvas, data.outlines, {
    clicked: (x, y, reach) => {
      const flat = flatOf(layer);
      const hit = flat === undefined ? undefined : nearest(flat, x, y);
      // Beside every place nothing is meant.
      if (hit !== undefined && hit.distance <= reach * 2) choose(hit.nth);
    },
    drawn: showScale,
  });
  const list = startPlaceList((nth) => choose(nth));
  startMapKeys(canvas, view, (direction) => {
    const flat = flatOf(layer);
    const next = flat === undefined || chosen === undefined ? undefined : neighbour(flat, chosen, direction);
    if (next !== undefined) choose(next);
  });

  function flatOf(one: PageLayer | undefined): FlatPlaces | undefined {
    return one === undefined ? undefined : flats[one.places];
  }

  function placesOf(one: PageLayer | undefined): PagePlaces | undefined {
    return one === undefined ? undefined : data.places[one.places];
  }

  function drawMap(): void {
    const places = flatOf(layer);
    if (layer === undefined || places === undefined) return;
    const colours = colourScale(layer.values);
    view.show({ places, values: layer.values, colours, chosen });
    showLegend(layer, colours);
    canvas?.setAttribute('aria-label', `Map: ${layer.group}, ${layer.title}`);
  }

  function choose(nth: number): void {
    const places = placesOf(layer);
    if (layer === undefined || places === undefined) return;
    chosen = nth;
    drawMap();
    view.reveal(nth);
    list.mark(nth);
    const value = layer.values.length === 0 ? '' : `: ${valueText(layer.values[nth], layer.unit)}`;
    // Seen as a heading, heard where it changes.
    for (const id of ['place-title', 'place-status']) {
      const words = byId(id, HTMLElement);
      if (words !== undefined) words.textContent = `${placeName(places, nth)}${value}`;
    }
    showValues(data.layers, layer, nth);
    const at = { lon: places.lons[nth] ?? 0, lat: places.lats[nth] ?? 0 };
    const figures = byId('place-figures', HTMLElement);
    if (figures !== undefined) replaceFigures(figures, datasets, at);
  }

  function changeLayer(): void {
    const before = placesOf(layer);
    layer = data.layers[Number(chooser?.value)];
    const places = placesOf(layer);
    if (layer === undefined || places === undefined) return;
    if (places !== before) {
      list.show(places);
      chosen = firstPlace(layer);
    }
    choose(chosen ?? 0);
  }

  chooser.addEventListener('change', changeLayer);
  const places = placesOf(layer);
  if (places !== undefined) list.show(places);
  if (chosen !== undefined) choose(chosen);
  return () => view.redraw();
}

/** What was unfolded stays so. */
function replaceFigures(
  target: HTMLElement,
  datasets: readonly Dataset[],
  at: { readonly lon: number; readonly lat: number },
): void {
  const isOpen = target.querySelector('details[open]') !== null;
  target.innerHTML = placeFigures(figuresAt(datasets, at)).text;
  for (const details of target.querySelectorAll('details')) details.open = isOpen;
}

function showValues(layers: readonly PageLayer[], shown: PageLayer, nth: number): void {
  const target = byId('place-values', HTMLElement);
  const same = layers.filter(({ places, values }) => places === shown.places && values.length > 0);
  const table = element('table');
  const head = table.createTHead().insertRow();
  for (const title of ['At this place', 'Value']) head.append(element('th', title, { scope: 'col' }));
  const body = table.createTBody();
  for (const { group, title, unit, values } of same.slice(0, MOST_VALUES)) {
    const row = body.insertRow();
    row.append(
      element('td', `${group}: ${title}`),
      element('td', valueText(values[nth], unit), { class: 'number' }),
    );
  }
  target?.replaceChildren(...(same.length === 0 ? [] : [table]));
}
