import type { PageLayer, PagePlaces } from './page-data.js';

/** @returns a place in words: its coordinates, and its name where it has one. */
export function placeName({ lons, lats, names }: PagePlaces, nth: number): string {
  const at = `${degrees(lons[nth])}, ${degrees(lats[nth])}`;
  const name = names[nth] ?? '';
  return name === '' ? at : `${at} (${name})`;
}

/** Five decimals are a metre. */
function degrees(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toFixed(5)));
}

/** @returns a number as it was read, in its shortest form; `no value` where there is none. */
export function valueText(value: number | null | undefined, unit?: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'no value';
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

/** @returns the place that is shown first: that of the highest value, or the first of all. */
export function firstPlace({ values }: PageLayer): number {
  let [found, highest] = [0, Number.NEGATIVE_INFINITY];
  values.forEach((value, nth) => {
    if (value !== null && value > highest) [found, highest] = [nth, value];
  });
  return found;
}
