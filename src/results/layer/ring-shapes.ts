import type { Position, Ring } from './layer.js';

/** @returns the ring of a cell between two meridians and two parallels, against the clock. */
export function cellRing(west: number, south: number, east: number, north: number): Ring {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

/** Reads the only ring of `POLYGON((x y, ...))`. @returns undefined for what is no polygon with an area. */
export function ringOfWkt(text: string): Ring | undefined {
  const inner = /^\s*POLYGON\s*\(\(([^()]*)\)\)\s*$/i.exec(text)?.[1];
  const ring = inner?.split(',').map((pair): Position => {
    const [lon = Number.NaN, lat = Number.NaN] = pair.trim().split(/\s+/).map(Number);
    return [lon, lat];
  });
  if (ring === undefined || ring.length < 4 || ring.flat().some((number) => !Number.isFinite(number)))
    return undefined;
  return areaOf(ring) === 0 ? undefined : ring;
}

/**
 * Makes areas of a ring as RFC 7946 wants them: against the clock, longitudes from -180 to 180, and cut in two where it
 * crosses the antimeridian (section 3.1.9).
 */
export function areasOf(ring: Ring): Ring[] {
  const whole = unwrapped(ring);
  const least = Math.min(...whole.map(([lon]) => lon));
  const most = Math.max(...whole.map(([lon]) => lon));
  // What lies past 180 as a whole (cells of the engine may) moves as a whole.
  const turns = Math.floor((least + 180) / 360);
  const moved = shifted(whole, -360 * turns);
  if (most - 360 * turns <= 180) return [counterClockwise(moved)];
  return [
    clipped(moved, (lon) => lon <= 180),
    shifted(
      clipped(moved, (lon) => lon >= 180),
      -360,
    ),
  ]
    .filter((part) => part.length >= 4 && areaOf(part) !== 0)
    .map(counterClockwise);
}

/** @returns a longitude from -180 to 180. */
export function inRange(lon: number): number {
  if (lon >= -180 && lon <= 180) return lon;
  return lon - 360 * Math.floor((lon + 180) / 360);
}

/** No step of an outline is half around the world: a jump is the antimeridian. */
function unwrapped(ring: Ring): Ring {
  const out: Position[] = [];
  for (const [lon, lat] of ring) {
    const before = out.at(-1)?.[0] ?? lon;
    out.push([lon - 360 * Math.round((lon - before) / 360), lat]);
  }
  return out;
}

function shifted(ring: Ring, by: number): Ring {
  return by === 0 ? ring : ring.map(([lon, lat]): Position => [lon + by, lat]);
}

/** Cuts a ring along the meridian of 180 (Sutherland and Hodgman). */
function clipped(ring: Ring, isInside: (lon: number) => boolean): Ring {
  const out: Position[] = [];
  ring.slice(1).forEach((to, nth) => {
    const from = ring[nth] ?? to;
    if (isInside(from[0]) !== isInside(to[0])) {
      const part = (180 - from[0]) / (to[0] - from[0]);
      out.push([180, from[1] + part * (to[1] - from[1])]);
    }
    if (isInside(to[0])) out.push(to);
  });
  const first = out[0];
  return first === undefined ? [] : [...out, first];
}

function counterClockwise(ring: Ring): Ring {
  return areaOf(ring) < 0 ? ring.toReversed() : ring;
}

/** Twice the area in square degrees; negative with the clock. */
function areaOf(ring: Ring): number {
  let sum = 0;
  for (let nth = 1; nth < ring.length; nth += 1) {
    const [[x0, y0], [x1, y1]] = [ring[nth - 1] ?? [0, 0], ring[nth] ?? [0, 0]];
    sum += x0 * y1 - x1 * y0;
  }
  return sum;
}
