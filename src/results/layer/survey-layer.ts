import { readNumberText } from '../csv/number-bytes.js';
import type { ColumnType, Geometry, LayerSource, LayerSurvey } from './layer.js';

/** Values that natural breaks are looked for in: more take too long, and change little. */
const MOST_VALUES = 2000;
const WHOLE = /^-?(?:0|[1-9]\d{0,14})$/;

/**
 * Reads a layer once, to know what its columns hold, how far it reaches and how its values are spread.
 * @throws what reading its rows throws.
 */
export async function surveyLayer(source: LayerSource, signal?: AbortSignal): Promise<LayerSurvey> {
  const types: ColumnType[] = source.columns.map((name) => (source.texts.has(name) ? 'text' : 'integer'));
  const styled = source.style.column === undefined ? -1 : source.columns.indexOf(source.style.column);
  const sample = new Sample(MOST_VALUES);
  const extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  let features = 0;
  for await (const rows of source.rows(signal)) {
    features += rows.length;
    for (const { geometry, cells } of rows) {
      widen(extent, geometry);
      cells.forEach((cell, column) => {
        types[column] = narrow(types[column] ?? 'text', cell);
      });
      const value = readCell(cells[styled] ?? '', 'real');
      if (typeof value === 'number') sample.add(value);
    }
  }
  return { types, features, extent: features === 0 ? undefined : extent, values: sample.sorted() };
}

function narrow(type: ColumnType, cell: string | number): ColumnType {
  if (type === 'text') return 'text';
  if (typeof cell === 'number') return type === 'integer' && Number.isSafeInteger(cell) ? 'integer' : 'real';
  if (type === 'integer' && WHOLE.test(cell)) return 'integer';
  // A zero in front makes a code of it (007), not a number.
  return readNumberText(cell) === undefined || /^[+-]?0\d/.test(cell) ? 'text' : 'real';
}

/** @returns the value of a cell; null where it is not a number, or none at all. */
export function readCell(cell: string | number, type: ColumnType): string | number | null {
  if (type === 'text') return String(cell);
  const value = typeof cell === 'number' ? cell : readNumberText(cell);
  return value === undefined || Number.isNaN(value) ? null : value;
}

function widen(extent: [number, number, number, number], geometry: Geometry): void {
  const positions = geometry.type === 'Point' ? [geometry.at] : geometry.rings.flat();
  for (const [lon, lat] of positions) {
    extent[0] = Math.min(extent[0], lon);
    extent[1] = Math.min(extent[1], lat);
    extent[2] = Math.max(extent[2], lon);
    extent[3] = Math.max(extent[3], lat);
  }
}

/** Some values of many, each as likely, always the same ones; the smallest and the largest are among them. */
class Sample {
  readonly #kept: number[] = [];
  #seen = 0;
  #least = Infinity;
  #most = -Infinity;
  #seed = 1;

  constructor(private readonly most: number) {}

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#seen += 1;
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
    if (this.#kept.length < this.most) {
      this.#kept.push(value);
      return;
    }
    // A generator of our own: the same layer twice must get the same classes.
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    const at = Math.floor((this.#seed / 2 ** 32) * this.#seen);
    if (at < this.most) this.#kept[at] = value;
  }

  sorted(): Float64Array {
    if (this.#seen === 0) return new Float64Array(0);
    const isWhole = this.#seen <= this.most;
    return Float64Array.from(isWhole ? this.#kept : [...this.#kept, this.#least, this.#most]).sort();
  }
}
