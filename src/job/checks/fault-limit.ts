import type { Chain, JobWalk } from '../job-walk.js';

/** Nobody reads more faults of one kind in one file. */
export const MOST_SHOWN = 20;

/** Notes faults of one kind in one file: the first ones one by one, the others as a number. */
export class FaultLimit {
  #count = 0;
  #last: { readonly chain: Chain; readonly message: string } | undefined;

  /** @param note takes what is told; default: as faults. */
  constructor(
    readonly walk: JobWalk,
    readonly note: JobWalk['fault'] = walk.fault.bind(walk),
  ) {}

  fault(chain: Chain, message: string, fix?: string): void {
    this.#count += 1;
    this.#last = { chain, message };
    if (this.#count <= MOST_SHOWN) this.note(chain, message, fix);
  }

  /** Says how many more there were, with the last of them. */
  end(): void {
    const more = this.#count - MOST_SHOWN;
    if (more <= 0 || this.#last === undefined) return;
    this.note(this.#last.chain, `${this.#last.message}; and ${more - 1} more of this kind before it`);
  }
}
