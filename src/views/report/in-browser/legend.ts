import type { PageLayer } from '../page-data.js';
import { byId, element } from './elements.js';
import { latOf } from './flat-places.js';
import type { ColourScale } from './map-colours.js';
import type { MapFrame } from './map-frame.js';
import { shortNumber } from '../../plot/numbers.js';

/** Says what the colours of the map mean. */
export function showLegend(
  { group, title, unit, note, values }: PageLayer,
  colours: ColourScale | undefined,
): void {
  const what = `${group}: ${title}${unit === undefined ? '' : ` in ${unit}`}${colours?.scale === 'log' ? ', logarithmic colours' : ''}`;
  const bare = values.filter((value) => colours !== undefined && colours.stepOf(value) === undefined).length;
  const words = [
    what,
    note,
    bare > 0 ? `${bare} places in grey have no value, or none above zero.` : undefined,
  ];
  const parts: HTMLElement[] = [
    element('div', words.filter((part) => part !== undefined).join('. '), { class: 'what' }),
  ];
  if (colours !== undefined) {
    parts.unshift(
      element('span', shortNumber(colours.low)),
      element('span', '', { class: 'ramp' }),
      element('span', shortNumber(colours.high)),
    );
  }
  byId('map-legend', HTMLElement)?.replaceChildren(...parts);
}

const EQUATOR_KM = 40_075;
/** About so many pixels. */
const SCALE_PIXELS = 90;

/** Says how far a part of the map is on the ground, at its middle. */
export function showScale({ y, height, perUnit }: MapFrame): void {
  const target = byId('map-scale', HTMLElement);
  if (target === undefined) return;
  const lat = latOf(y + height / 2 / perUnit) * (Math.PI / 180);
  const kmPerPixel = (EQUATOR_KM * Math.cos(lat)) / perUnit;
  const wanted = kmPerPixel * SCALE_PIXELS;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const km = ([5, 2, 1].find((digit) => digit * power <= wanted) ?? 1) * power;
  target.textContent = `${shortNumber(km)} km`;
  target.style.width = `${Math.round(km / kmPerPixel)}px`;
}
