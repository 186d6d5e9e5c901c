import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { NpyFault } from '../numpy/npy-fault.js';
import type { Npz } from '../npz.js';
import { columnsOf, type RecordColumn } from '../read/record-table.js';
import type { LayerRow, LayerSource } from './layer.js';
import { styleOf } from './layer-style.js';
import { areasOf, ringOfWkt } from './ring-shapes.js';

/** A million ruptures have some 150 MB of outlines. */
const MOST_BYTES = 1024 ** 3;
const ROWS_AT_ONCE = 10_000;

/**
 * Finds the outlines of ruptures in what `/extract/rupture_info` answers: the records of the csv, and one line of well-known text for each,
 * packed with gzip. Ruptures that the engine tells as lines (a point source has no more) are left out: centroids are in the csv.
 * @returns undefined where there are no outlines.
 * @throws NpyFault where records and outlines do not go together.
 */
export function rupturePolygons(npz: Npz, path: string): LayerSource | undefined {
  const [records, packed] = [npz.get('array'), npz.get('boundaries')];
  if (records?.kind !== 'records' || packed?.kind !== 'bytes') return undefined;
  const columns = columnsOf(records);
  const outlines = gunzipSync(packed.bytes, { maxOutputLength: MOST_BYTES }).toString('latin1').split('\n');
  const count = columns[0]?.values.length ?? 0;
  if (outlines.length !== count)
    throw new NpyFault(`it has ${count} ruptures and ${outlines.length} outlines`);
  const names = columns.map(({ name }) => name);
  return {
    name: 'rupture_boundaries',
    about: `Outlines of ruptures, projected to the surface; the numbers are those of ruptures.csv (${basename(path)})`,
    geometry: 'MultiPolygon',
    columns: names,
    texts: new Set(['source_id', 'trt', 'model']),
    style: styleOf(names),
    async *rows() {
      for (let from = 0; from < count; from += ROWS_AT_ONCE) {
        yield outlines.slice(from, from + ROWS_AT_ONCE).flatMap((text, nth): LayerRow[] => {
          const ring = ringOfWkt(text);
          if (ring === undefined) return [];
          const cells = columns.map((column) => cellOf(column, from + nth));
          return [{ geometry: { type: 'MultiPolygon', rings: areasOf(ring) }, cells }];
        });
      }
    },
  };
}

/** These numbers come with single precision: in their shortest form they are those of the csv. */
function cellOf({ values }: RecordColumn, row: number): string | number {
  const value = values[row] ?? '';
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}
