import { isNumber } from './csv-rows.js';

/**
 * @param what `lon` or `lat`.
 * @param mostLon the engine takes longitudes beyond 180 where it does not look.
 * @returns what is wrong with a coordinate; undefined where it is one.
 */
export function coordinateFault(what: 'lon' | 'lat', text: string, mostLon = 180): string | undefined {
  if (!isNumber(text)) return `${what} is ${JSON.stringify(text)}, which is no number`;
  const most = what === 'lon' ? mostLon : 90;
  const value = Number(text);
  // The engine rounds to five digits first.
  return Math.abs(value) > most + 0.000005 ? `${what} is ${text.trim()}, beyond ${most} degrees` : undefined;
}
