import type { PagePlaces } from '../page-data.js';
import { placeName } from '../place-words.js';
import { byId, element } from './elements.js';

/** The list of places beside the map. */
export interface PlaceList {
  show(places: PagePlaces): void;
  /** Marks the place that is chosen, where it is in the list as it is filtered now. */
  mark(nth: number): void;
}

/** A browser takes seconds for a list of a hundred thousand: so many that match are shown, and how many more there are is said. */
const MOST_OPTIONS = 500;

/** @param chose told of the place that was chosen in the list. */
export function startPlaceList(chose: (nth: number) => void): PlaceList {
  const list = byId('place-list', HTMLSelectElement);
  const filter = byId('place-filter', HTMLInputElement);
  const count = byId('place-count', HTMLElement);
  let places: PagePlaces | undefined;
  let marked = 0;
  const fill = (): void => {
    if (list === undefined || places === undefined) return;
    const words = (filter?.value ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((word) => word !== '');
    const options: HTMLOptionElement[] = [];
    let found = 0;
    for (let nth = 0; nth < places.lons.length; nth += 1) {
      const name = words.length === 0 && found >= MOST_OPTIONS ? '' : placeName(places, nth);
      if (!words.every((word) => name.toLowerCase().includes(word))) continue;
      found += 1;
      if (found <= MOST_OPTIONS) options.push(element('option', name, { value: String(nth) }));
    }
    list.replaceChildren(...options);
    list.value = String(marked);
    const all = places.lons.length.toLocaleString('en-US');
    const noun = places.lons.length === 1 ? places.noun : `${places.noun}s`;
    const limit = found > options.length ? `; the first ${options.length} are listed` : '';
    if (count !== undefined)
      count.textContent =
        found === places.lons.length
          ? `${all} ${noun}${limit}`
          : `${found.toLocaleString('en-US')} of ${all} ${noun}${limit}`;
  };
  list?.addEventListener('change', () => {
    if (list.value !== '') chose(Number(list.value));
  });
  filter?.addEventListener('input', fill);
  return {
    show: (next) => {
      places = next;
      if (filter !== undefined) filter.value = '';
      marked = 0;
      fill();
    },
    mark: (nth) => {
      marked = nth;
      if (list !== undefined && list.value !== String(nth)) list.value = String(nth);
    },
  };
}
