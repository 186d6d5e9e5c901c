import { UsageError } from '../../errors.js';
import type { Place } from './question.js';
import { NUMBER, type Phrase, phrase } from './phrase.js';

const APART = String.raw`\s*[,;/]?\s*`;
const DEGREES = String.raw`(?:°|deg)?\s*`;

/** How a sentence names places. */
export const PLACE_PHRASES: readonly Phrase[] = [
  phrase(
    String.raw`(?:(?:at|near|for)\s+)?lon(?:gitude)?\s*[=:]?\s*(${NUMBER})${APART}lat(?:itude)?\s*[=:]?\s*(${NUMBER})`,
    (wishes, [lon, lat]) => wishes.places.push(point(lon, lat)),
  ),
  phrase(
    String.raw`(?:(?:at|near|for)\s+)?lat(?:itude)?\s*[=:]?\s*(${NUMBER})${APART}lon(?:gitude)?\s*[=:]?\s*(${NUMBER})`,
    (wishes, [lat, lon]) => wishes.places.push(point(lon, lat)),
  ),
  phrase(
    String.raw`(?:(?:at|near|for)\s+)?(${NUMBER})\s*${DEGREES}([EW])\b${APART}(${NUMBER})\s*${DEGREES}([NS])\b`,
    (wishes, [lon, east, lat, north]) =>
      wishes.places.push(point(turned(lon, east, 'W'), turned(lat, north, 'S'))),
  ),
  phrase(
    String.raw`(?:(?:at|near|for)\s+)?(${NUMBER})\s*${DEGREES}([NS])\b${APART}(${NUMBER})\s*${DEGREES}([EW])\b`,
    (wishes, [lat, north, lon, east]) =>
      wishes.places.push(point(turned(lon, east, 'W'), turned(lat, north, 'S'))),
  ),
  // Numbers that stand for something else are followed by its unit, or by a third number.
  phrase(
    String.raw`(?:at|near|for)\s+\(?\s*(${NUMBER})(?:\s*[,;/]\s*|\s+)(${NUMBER})(?![\w.%])\s*\)?`,
    (wishes, [lon, lat]) => wishes.places.push(point(lon, lat)),
  ),
  phrase(String.raw`\(?\s*(${NUMBER})\s*[,;/]\s*(${NUMBER})(?![\w.%])\s*\)?`, (wishes, [lon, lat]) =>
    wishes.places.push(point(lon, lat)),
  ),
  phrase(
    String.raw`(?:at\s+)?(?:custom\s+)?site(?:[_ ]?id)?\s*[=#:]?\s*("[^"]+"|'[^']+'|[\w.+-]+)`,
    (wishes, [name = '']) => wishes.places.push(siteNamed(name)),
  ),
];

/**
 * @returns the place of `13.4,42.3`.
 * @throws UsageError when it is none; with a hint where longitude and latitude seem to be swapped.
 */
export function readPoint(text: string): Place {
  const found = new RegExp(String.raw`^\s*\(?\s*(${NUMBER})\s*[,; ]\s*(${NUMBER})\s*\)?\s*$`, 'i').exec(text);
  if (found === null) {
    throw new UsageError(`"${text}" is no place.`, {
      hint: 'Give longitude and latitude in degrees: 13.4,42.3',
    });
  }
  return point(found[1], found[2]);
}

/** @returns a site by its number in the calculation, or by the user's own name of it. */
export function siteNamed(text: string): Place {
  const bare = text.replace(/^(["'])(.*)\1$/, '$2');
  // Quotes say that digits are a name.
  return bare === text && /^\d{1,9}$/.test(text)
    ? { kind: 'site', id: Number(text) }
    : { kind: 'named', name: bare };
}

function point(lonText: string | undefined, latText: string | undefined): Place {
  const [lon, lat] = [Number(lonText), Number(latText)];
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 360)
    return { kind: 'point', lon: lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon, lat };
  throw new UsageError(`There is no place at longitude ${lon}, latitude ${lat}.`, {
    hint:
      Math.abs(lon) <= 90 && Math.abs(lat) <= 180
        ? `Longitude comes first: did you mean ${lat},${lon}?`
        : 'Longitude goes from -180 to 180 degrees, latitude from -90 to 90.',
  });
}

function turned(text: string | undefined, letter: string | undefined, negative: string): string {
  return letter?.toUpperCase() === negative ? String(-Number(text)) : (text ?? '');
}
