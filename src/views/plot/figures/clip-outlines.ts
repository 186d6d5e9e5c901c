/**
 * @param lines longitudes -180 to 180 and latitudes in turn.
 * @returns the parts of lines that lie in a window, whose longitudes may run beyond 180. Where a line leaves the window it
 * ends at its first point outside, so that it reaches the edge; whoever draws clips there.
 */
export function clipOutlines(
  lines: readonly Float64Array[],
  [west, east]: readonly [number, number],
  [south, north]: readonly [number, number],
): Float64Array[] {
  const parts: Float64Array[] = [];
  for (const shift of [-360, 0, 360]) {
    for (const line of lines) {
      let part: number[] = [];
      let wasInside = false;
      for (let at = 0; at < line.length; at += 2) {
        const [lon, lat] = [(line[at] ?? 0) + shift, line[at + 1] ?? 0];
        const isInside = lon >= west && lon <= east && lat >= south && lat <= north;
        if (isInside && !wasInside && at > 0) part.push((line[at - 2] ?? 0) + shift, line[at - 1] ?? 0);
        if (isInside || wasInside) part.push(lon, lat);
        if (!isInside && wasInside) {
          parts.push(Float64Array.from(part));
          part = [];
        }
        wasInside = isInside;
      }
      if (part.length > 2) parts.push(Float64Array.from(part));
    }
  }
  return parts;
}
