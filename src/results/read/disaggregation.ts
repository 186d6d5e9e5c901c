import { commentNumber, type EngineComment } from '../csv/engine-comment.js';
import type { TableBatch } from './table.js';
import { csvFault } from '../csv/csv-fault.js';
import type { Disaggregation, DisaggregationAxis, Site } from '../dataset.js';
import { columnOf, needColumns, otherNames } from './columns.js';
import type { Recogniser, TableSource } from './recogniser.js';

const AXES: readonly string[] = ['mag', 'dist', 'lon', 'lat', 'eps', 'trt'];
const HEADS: readonly string[] = ['imt', 'iml', 'poe'];

/**
 * Disaggregations: columns `imt`, `iml`, `poe`, one to four axes (`mag`, `dist`, `lon`, `lat`, `eps`, `trt`: the centres of the bins), then
 * one column for each realization (`rlz0`) or statistic. The site stands in the comment. One dataset for each IMT and probability.
 */
export const readDisaggregation: Recogniser = (source) => {
  const { columns } = source.table;
  const axes = columns.filter((name) => AXES.includes(name));
  const series = otherNames(source.table, [...HEADS, ...AXES]);
  const isOne = columns.includes('imt') && columns.includes('poe') && axes.length > 0 && series.length > 0;
  return isOne && series.every((name) => /^(?:rlz\d+|mean|std|max|quantile-[\d.]+)$/.test(name))
    ? read(source, axes, series)
    : undefined;
};

/** The rows of one IMT and probability. */
interface Part {
  readonly imt: string;
  readonly iml: number | undefined;
  readonly poe: number | undefined;
  readonly line: number | undefined;
  /** Axes' bins of each row in turn, as texts. */
  readonly bins: string[][];
  /** rows x series. */
  readonly values: number[];
}

async function read(
  source: TableSource,
  axes: readonly string[],
  series: readonly string[],
): Promise<Disaggregation[]> {
  const { table, signal } = source;
  const places = { axes: needColumns(table, axes, ''), series: needColumns(table, series, '') };
  const heads = {
    imt: columnOf(table, 'imt') ?? 0,
    iml: columnOf(table, 'iml'),
    poe: columnOf(table, 'poe'),
  };
  const parts = new Map<string, Part>();
  for await (const batch of table.batches(signal)) {
    for (let row = 0; row < batch.rows; row += 1) {
      const part = partOf(parts, batch, row, heads);
      part.bins.push(places.axes.map((column) => batch.text(row, column)));
      for (const column of places.series) part.values.push(batch.number(row, column));
    }
  }
  return [...parts.values()].map((part) => assemble(source, axes, series, part));
}

function partOf(
  parts: Map<string, Part>,
  batch: TableBatch,
  row: number,
  heads: { readonly imt: number; readonly iml: number | undefined; readonly poe: number | undefined },
): Part {
  const imt = batch.text(row, heads.imt);
  const numberAt = (column: number | undefined): number | undefined => {
    if (column === undefined || batch.text(row, column) === '') return undefined;
    const value = batch.number(row, column);
    return Number.isNaN(value) ? undefined : value;
  };
  const [iml, poe] = [numberAt(heads.iml), numberAt(heads.poe)];
  const key = JSON.stringify([imt, poe, poe === undefined ? iml : undefined]);
  const known = parts.get(key);
  if (known !== undefined) return known;
  const part: Part = { imt, iml, poe, line: batch.line(row), bins: [], values: [] };
  parts.set(key, part);
  return part;
}

/** Rows may come in any order: each goes to the place of its bins. */
function assemble(
  { table, origin, kind }: TableSource,
  names: readonly string[],
  series: readonly string[],
  part: Part,
): Disaggregation {
  const texts = names.map((_, axis) => [...new Set(part.bins.map((bins) => bins[axis] ?? ''))]);
  const cells = texts.reduce((product, bins) => product * bins.length, 1);
  if (cells !== part.bins.length) {
    throw csvFault(
      table.path,
      part.line,
      `the disaggregation of ${part.imt} that begins here has ${part.bins.length} rows, and its bins make ${cells}`,
      'was the file cut off? export it again',
    );
  }
  const axes = names.map(
    (name, axis): DisaggregationAxis => ({ name, bins: binsOf(name, texts[axis] ?? []) }),
  );
  const sorted = axes.map(({ bins }, axis) =>
    (texts[axis] ?? []).map((text) => bins.indexOf(readBin(names[axis] ?? '', text))),
  );
  const values = new Float64Array(cells * series.length);
  part.bins.forEach((bins, row) => {
    let at = 0;
    bins.forEach((text, axis) => {
      const nth = texts[axis]?.indexOf(text) ?? 0;
      at = at * (texts[axis]?.length ?? 1) + (sorted[axis]?.[nth] ?? 0);
    });
    series.forEach((_, nth) => {
      values[nth * cells + at] = part.values[row * series.length + nth] ?? Number.NaN;
    });
  });
  const { imt, iml, poe } = part;
  return {
    type: 'disaggregation',
    origin,
    kind,
    site: siteOf(table.comment),
    imt,
    iml,
    poe,
    axes,
    series,
    values,
  };
}

/** Numbers rise; regions stay in the order of the file. */
function binsOf(name: string, texts: readonly string[]): (number | string)[] {
  const bins = texts.map((text) => readBin(name, text));
  return name === 'trt' ? bins : bins.sort((one, other) => Number(one) - Number(other));
}

function readBin(name: string, text: string): number | string {
  return name === 'trt' ? text : Number(text);
}

function siteOf(comment: EngineComment): Site | undefined {
  const [lon, lat] = [commentNumber(comment, 'lon'), commentNumber(comment, 'lat')];
  return lon === undefined || lat === undefined ? undefined : { lon, lat };
}
