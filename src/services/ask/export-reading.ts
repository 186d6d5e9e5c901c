import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import type { Dataset } from '../../results/dataset.js';
import { exportOutput } from '../export-outputs.js';

/** Exports of one calculation that are read here and thrown away, and how many bytes they took. */
export class ExportReading {
  #bytes = 0;
  readonly #types: string[] = [];

  /** @param folder of its own, for what is exported. */
  constructor(
    private readonly server: Pick<EngineServer, 'openResult' | 'url'>,
    private readonly outputs: readonly Output[],
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  /** What was exported, e.g. `avg_losses-stats`. */
  get types(): readonly string[] {
    return this.#types;
  }

  /** @returns the first of the types that the calculation has as a table. */
  find(...types: readonly string[]): Output | undefined {
    const found = types.map((type) =>
      this.outputs.find((output) => output.type === type && output.formats.includes('csv')),
    );
    return found.find((output) => output !== undefined);
  }

  /** @throws what {@link exportOutput} and the reader of tables throw. */
  async read({ id, type }: Output): Promise<Dataset[]> {
    const folder = join(this.folder, type);
    let bytes = 0;
    const events = { bytes: (done: number) => void (bytes = done) };
    const target = { shown: folder, folder, overwrite: false };
    await exportOutput(this.server, id, 'csv', target, this.clock, events, this.signal);
    this.#bytes += bytes;
    this.#types.push(type);
    const { readDatasets } = await import('../../results/read-datasets.js');
    return readDatasets(folder, { signal: this.signal });
  }
}
