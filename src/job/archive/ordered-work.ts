/** Takes a result, when its turn has come. */
type Take = () => Promise<void>;

/** Work that is done side by side, whose results are taken in the order in which it was begun. */
export class OrderedWork {
  readonly #begun: Promise<Take>[] = [];

  /** @param most pieces that may be under way at the same time; bounds the memory, never the result. */
  constructor(private readonly most: number) {}

  /**
   * Adds work that has begun; waits, and takes results, until there is room for more.
   * @throws what failed of the work before this, or taking its result.
   */
  async add<Result>(work: Promise<Result>, take: (result: Result) => Promise<void>): Promise<void> {
    const done = work.then(
      (result): Take =>
        async () =>
          take(result),
    );
    // Heard of when its turn comes; until then it must not end the program.
    done.catch(() => undefined);
    this.#begun.push(done);
    while (this.#begun.length > this.most) await this.#takeFirst();
  }

  /** Waits for all work, and takes the results. @throws as {@link add}. */
  async finish(): Promise<void> {
    while (this.#begun.length > 0) await this.#takeFirst();
  }

  async #takeFirst(): Promise<void> {
    const first = this.#begun.shift();
    if (first !== undefined) await (await first)();
  }
}
