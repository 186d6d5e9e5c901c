import { splitAtBlanks, type Word } from '../blanks.js';
import { readFloat } from '../python/python-number.js';
import { quoted, type Refusal } from './refusal.js';

/** Degrees; the engine rounds to five places (about a metre) before it looks. */
const MOST_LONGITUDE = 180;
const MOST_LATITUDE = 90;
const PLACES = 1e5;

/** `lon lat`, or `lon lat depth`, between commas, none of them twice: sites, or the corners of a region. */
export function refuseCoordinates(text: string): Refusal | undefined {
  const fix = 'write lon lat pairs with commas between them, e.g. 13.4 42.35, 13.5 42.4';
  const seen = new Set<string>();
  let start = 0;
  for (const piece of text.split(',')) {
    const words = splitAtBlanks(piece).map(({ text: word, offset }) => ({
      text: word,
      offset: offset + start,
    }));
    const [lon, lat] = words;
    const offset = lon?.offset ?? start;
    start += piece.length + 1;
    if (lon === undefined || lat === undefined || words.length > 3) {
      const message =
        words.length === 0
          ? 'has an empty place in it'
          : `has ${quoted(piece.trim())} where longitude and latitude are due`;
      return { offset: Math.min(offset, text.length), message, fix };
    }
    const refusal = refuseWords(words, fix) ?? refusePair(lon, lat);
    if (refusal !== undefined) return refusal;
    const key = `${rounded(lon)} ${rounded(lat)}`;
    if (seen.has(key))
      return { offset, message: `has the place ${lon.text} ${lat.text} twice`, fix: 'remove one' };
    seen.add(key);
  }
  return undefined;
}

function refuseWords(words: readonly Word[], fix: string): Refusal | undefined {
  const bad = words.find((word) => readFloat(word.text) === undefined);
  return bad === undefined
    ? undefined
    : { offset: bad.offset, message: `has ${quoted(bad.text)} where a number is due`, fix };
}

function refusePair(lon: Word, lat: Word): Refusal | undefined {
  const swapped = Math.abs(rounded(lon)) <= MOST_LATITUDE && Math.abs(rounded(lat)) <= MOST_LONGITUDE;
  if (Math.abs(rounded(lon)) > MOST_LONGITUDE) {
    return {
      offset: lon.offset,
      message: `has a longitude of ${lon.text}, which is not between -180 and 180`,
    };
  }
  if (Math.abs(rounded(lat)) > MOST_LATITUDE) {
    const fix = swapped ? `longitude comes first: is it ${lat.text} ${lon.text}?` : undefined;
    return {
      offset: lat.offset,
      message: `has a latitude of ${lat.text}, which is not between -90 and 90`,
      fix,
    };
  }
  return undefined;
}

function rounded(word: Word): number {
  return Math.round((readFloat(word.text) ?? 0) * PLACES) / PLACES;
}
