import type { Geometry, Position } from './layer.js';

const WGS84 = 4326;
const HEADER_BYTES = 40;
/** Little endian, with an envelope of x and y. */
const FLAGS = 0b0000_0011;
const [WKB_POINT, WKB_POLYGON, WKB_MULTIPOLYGON] = [1, 3, 6];

/** West, east, south, north. */
export type Envelope = readonly [number, number, number, number];

/** @returns the box around a geometry. */
export function envelopeOf(geometry: Geometry): Envelope {
  const positions = geometry.type === 'Point' ? [geometry.at] : geometry.rings.flat();
  const [lons, lats] = [positions.map(([lon]) => lon), positions.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
}

/** @returns a geometry as GeoPackage has it (OGC 12-128r15, 2.1.3): header with envelope, then well-known binary. */
export function geometryBlob(geometry: Geometry, envelope: Envelope): Buffer {
  const rings = geometry.type === 'Point' ? [] : geometry.rings;
  const body =
    geometry.type === 'Point' ? 21 : 9 + rings.reduce((sum, ring) => sum + 13 + ring.length * 16, 0);
  const blob = Buffer.alloc(HEADER_BYTES + body);
  blob.write('GP', 0, 'latin1');
  blob[3] = FLAGS;
  blob.writeInt32LE(WGS84, 4);
  envelope.forEach((number, nth) => blob.writeDoubleLE(number, 8 + nth * 8));
  let at = HEADER_BYTES;
  const head = (type: number): void => {
    blob[at] = 1;
    at = blob.writeUInt32LE(type, at + 1);
  };
  const position = ([lon, lat]: Position): void => {
    at = blob.writeDoubleLE(lon, at);
    at = blob.writeDoubleLE(lat, at);
  };
  if (geometry.type === 'Point') {
    head(WKB_POINT);
    position(geometry.at);
    return blob;
  }
  head(WKB_MULTIPOLYGON);
  at = blob.writeUInt32LE(rings.length, at);
  for (const ring of rings) {
    head(WKB_POLYGON);
    at = blob.writeUInt32LE(1, at);
    at = blob.writeUInt32LE(ring.length, at);
    ring.forEach(position);
  }
  return blob;
}
