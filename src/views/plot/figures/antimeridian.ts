/** Degrees that the bins of longitude are wide when the emptiest part of the globe is looked for. */
const BIN = 1;

/**
 * @returns the longitude at which the map is cut open: -180, or where no place is, when places lie on both sides of the
 * antimeridian and the widest empty part of the globe is elsewhere.
 */
export function seamOf(lons: Float64Array): number {
  const filled = new Uint8Array(360 / BIN);
  for (const lon of lons)
    if (Number.isFinite(lon)) filled[Math.floor(((((lon + 180) % 360) + 360) % 360) / BIN)] = 1;
  if (filled[0] === 0 || filled[filled.length - 1] === 0) {
    if (!crosses(filled)) return -180;
  }
  let widest = { start: 0, length: 0 };
  for (let start = 0; start < filled.length; start += 1) {
    if (filled[start] === 1 || filled[(start + filled.length - 1) % filled.length] === 0) continue;
    let length = 0;
    while (length < filled.length && filled[(start + length) % filled.length] === 0) length += 1;
    if (length > widest.length) widest = { start, length };
  }
  // A cut that saves little would only bring odd longitudes.
  if (widest.length * BIN < 90) return -180;
  return (((widest.start + widest.length / 2) * BIN) % 360) - 180;
}

/** Whether there are places near to both sides of the antimeridian, and the gap there is not the widest. */
function crosses(filled: Uint8Array): boolean {
  const west = filled.indexOf(1);
  const east = filled.lastIndexOf(1);
  if (west < 0) return false;
  return filled.length - (east - west) < east - west && east - west > 180 / BIN;
}

/** @returns longitudes from the seam on eastwards, without a jump. */
export function unwrap(lons: Float64Array, seam: number): Float64Array {
  if (seam === -180) return lons;
  return lons.map((lon) => (lon < seam ? lon + 360 : lon));
}
