import { ByteIndex } from '../csv/byte-index.js';
import type { CsvBatch } from '../csv/csv-batch.js';
import type { Site } from '../dataset.js';
import type { EngineCsv } from '../engine-csv.js';
import { needColumns } from './columns.js';

const QUOTE = 0x22;

/** The sites of a sitemesh file by their ids. */
export class SiteIndex {
  readonly sites: Site[] = [];
  readonly #numbers = new ByteIndex();

  /** @param key `custom_site_id` or `site_id`, whichever the ground motion has. */
  constructor(private readonly key: 'custom_site_id' | 'site_id') {}

  get size(): number {
    return this.sites.length;
  }

  /** @throws InputError with file and line where the table is broken or has no such ids. */
  async read(mesh: EngineCsv, signal: AbortSignal | undefined): Promise<void> {
    const [id = 0, lon = 0, lat = 0] = needColumns(
      mesh,
      [this.key, 'lon', 'lat'],
      'the sites of ground motion fields',
    );
    const isCustom = this.key === 'custom_site_id';
    for await (const batch of mesh.batches(signal)) {
      for (let row = 0; row < batch.rows; row += 1) {
        const text = batch.text(row, id);
        // Two sites of one id cannot be told apart: the first has it.
        if (this.#numbers.add(text) < this.sites.length) continue;
        const customId = isCustom ? text : undefined;
        this.sites.push({ lon: batch.number(row, lon), lat: batch.number(row, lat), customId });
      }
    }
  }

  /** @returns the place of the site that a row names; -1 where there is none. */
  find(batch: CsvBatch, row: number, column: number): number {
    const { bytes, start, end } = batch.span(row, column);
    const quotes = bytes[start] === QUOTE && end - start > 1 ? 1 : 0;
    return this.#numbers.find(bytes, start + quotes, end - quotes);
  }
}
