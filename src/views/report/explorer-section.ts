import type { Dataset } from '../../results/dataset.js';
import { html, type Html } from './html.js';
import type { PageData, PageLayer } from './page-data.js';
import { figuresAt, placeFigures } from './place-figures.js';
import { firstPlace, placeName } from './place-words.js';

/**
 * The map, the list of its places, and what there is at the one that is chosen. The first place stands there from the
 * start, for paper and for who runs no script; the script changes it.
 */
export function explorerSection({ layers, places }: PageData, datasets: readonly Dataset[]): Html {
  const [first] = layers;
  const list = places[first?.places ?? -1];
  if (first === undefined || list === undefined || list.lons.length === 0) return html``;
  const nth = firstPlace(first);
  const at = { lon: list.lons[nth] ?? 0, lat: list.lats[nth] ?? 0 };
  return html`<section id="map" aria-labelledby="map-title"><h2 id="map-title">Map</h2>
<noscript><p class="untold">The map needs the script of this page, which is not running. What stands below is for one place; the numbers of all are in the exports.</p></noscript>
<div class="controls"><label>Show <select id="map-layer">${groupsOf(layers).map(
    ([group, members]) =>
      html`<optgroup label="${group}">${members.map(({ layer, index }) => html`<option value="${index}">${layer.title}${layer.unit !== undefined && ` (${layer.unit})`}</option>`)}</optgroup>`,
  )}</select></label></div>
<div class="explorer">
<div>
<div class="map"><canvas id="map-canvas" tabindex="0" role="application" aria-roledescription="map" aria-label="Map" aria-describedby="map-help"></canvas>
<div class="buttons" role="group" aria-label="Map"><button type="button" id="map-in" aria-label="Zoom in">+</button><button type="button" id="map-out" aria-label="Zoom out">−</button><button type="button" id="map-all" aria-label="Show all places" title="Show all places">⤢</button></div>
<div class="scale" id="map-scale" aria-hidden="true"></div></div>
<div class="legend" id="map-legend"></div>
<p class="note" id="map-help">Click a place, or give the map the focus: arrow keys go from place to place, + and − zoom, Shift with arrows moves the map, 0 shows all. The wheel zooms while the map has the focus; on a touch screen two fingers move it.</p>
</div>
<div class="sites">
<label for="place-filter">Places</label>
<input type="search" id="place-filter" placeholder="Filter by name or coordinates">
<select id="place-list" size="7" aria-label="Places"></select>
<p class="note" id="place-count" role="status"></p>
<h3 id="place-title">${placeName(list, nth)}</h3>
<p class="unseen" id="place-status" role="status"></p>
<div id="place-values" tabindex="0" role="group" aria-label="Values at the place"></div>
</div>
</div>
<div id="place-figures">${placeFigures(figuresAt(datasets, at))}</div>
</section>
`;
}

/** Layers below their headings, in the order in which the headings come first. */
function groupsOf(
  layers: readonly PageLayer[],
): (readonly [string, readonly { readonly layer: PageLayer; readonly index: number }[]])[] {
  const groups = new Map<string, { readonly layer: PageLayer; readonly index: number }[]>();
  layers.forEach((layer, index) => {
    const members = groups.get(layer.group);
    if (members === undefined) groups.set(layer.group, [{ layer, index }]);
    else members.push({ layer, index });
  });
  return [...groups];
}
