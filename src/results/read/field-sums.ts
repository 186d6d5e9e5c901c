/** What becomes of the rows of a gmf-data file. */
export interface FieldSum {
  /** @param row the motion of one event at a site, one number for each IMT; read again for the next. */
  add(site: number, row: Float64Array): void;
  isEmpty(): boolean;
  /** @returns the sites that have motion, and sites x IMTs. */
  result(): {
    readonly rows: readonly number[];
    readonly values: Float64Array;
    readonly counts?: Uint32Array;
  };
}

/** The field of one event. */
export class FieldOfEvent implements FieldSum {
  readonly #rows: number[] = [];
  readonly #values: number[] = [];

  add(site: number, row: Float64Array): void {
    this.#rows.push(site);
    for (const value of row) this.#values.push(value);
  }

  isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  result(): { rows: readonly number[]; values: Float64Array } {
    return { rows: this.#rows, values: Float64Array.from(this.#values) };
  }
}

/**
 * The geometric mean at each site over the events that reach it, as the engine makes `avg_gmf` where every event reaches every
 * site and all have one weight: ground motion is held for lognormal. A file tells no weights, and no motion below the minimum intensity.
 */
export class MeanField implements FieldSum {
  readonly #counts: Uint32Array;
  readonly #sums: Float64Array;

  constructor(
    sites: number,
    private readonly imts: number,
  ) {
    this.#counts = new Uint32Array(sites);
    this.#sums = new Float64Array(sites * imts);
  }

  add(site: number, row: Float64Array): void {
    this.#counts[site] = (this.#counts[site] as number) + 1;
    const from = site * this.imts;
    for (let m = 0; m < this.imts; m += 1)
      this.#sums[from + m] = (this.#sums[from + m] as number) + Math.log(row[m] as number);
  }

  isEmpty(): boolean {
    return this.#counts.every((count) => count === 0);
  }

  result(): { rows: readonly number[]; values: Float64Array; counts: Uint32Array } {
    const rows = Array.from(this.#counts.keys()).filter((site) => (this.#counts[site] as number) > 0);
    const values = new Float64Array(rows.length * this.imts);
    rows.forEach((site, nth) => {
      for (let m = 0; m < this.imts; m += 1) {
        const sum = this.#sums[site * this.imts + m] as number;
        values[nth * this.imts + m] = Math.exp(sum / (this.#counts[site] as number));
      }
    });
    return { rows, values, counts: Uint32Array.from(rows, (site) => this.#counts[site] as number) };
  }
}
