import { join } from 'node:path';
import type { EngineServer } from '../../engine/server.js';
import { LoginError, NotAnEngineError, ServerError } from '../../errors.js';
import { saveBody } from '../../http/download.js';
import { whatItIsInstead } from '../../results/content-check.js';
import { readNpz } from '../../results/npz.js';
import { ExtractedArrays } from './extracted-arrays.js';

/** Questions to one calculation's data, and how many bytes their answers took. */
export class Extraction {
  #bytes = 0;
  #calls = 0;

  /** @param folder of its own, for what is on its way. */
  constructor(
    private readonly server: Pick<EngineServer, 'extract' | 'url'>,
    readonly calculationId: number,
    private readonly folder: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  get calls(): number {
    return this.#calls;
  }

  /**
   * Asks for arrays.
   * @param what with its query, encoded as that extractor wants it; see {@link extractPath}.
   * @throws NotAnEngineError where the answer is no archive of arrays; what the server's refusal means otherwise.
   */
  async read(what: string): Promise<ExtractedArrays> {
    const path = join(this.folder, `${this.#calls}.npz`);
    this.#calls += 1;
    const body = await this.server.extract(this.calculationId, what, this.signal);
    const saved = await saveBody(body, undefined, path, this.server.url, () => undefined, this.signal);
    this.#bytes += saved.sizeBytes;
    const instead = await whatItIsInstead(path, 'data.npz');
    if (instead !== undefined) {
      throw new NotAnEngineError(
        `${this.server.url} sent ${instead} in place of the data of calculation ${this.calculationId}.`,
        {
          hint: 'Something on the way there (a proxy, a login page) answers in its place; try again, or ask its owner.',
          facts: { host: this.server.url, calculation_id: this.calculationId },
        },
      );
    }
    const name = `The data of calculation ${this.calculationId} that ${this.server.url} sent`;
    return new ExtractedArrays(await readNpz(path, { what: name, signal: this.signal }));
  }
}

/** @returns whether the server does not give this piece of data to this user, or cannot: an export may still do. */
export function isNotExtracted(error: unknown): boolean {
  if (error instanceof LoginError) return error.facts['reason'] === 'forbidden';
  // A crash page of the extractor; or 404 with a page, for what the server's addresses cannot hold.
  return error instanceof ServerError || (error instanceof NotAnEngineError && error.facts['status'] === 404);
}

/** One part of a query: its name, its value, and whether the extractor decodes it once more than the server does. */
export type QueryPart = readonly [name: string, value: string, isDecodedTwice?: boolean];

/**
 * Builds the address of an extractor. The server decodes the whole query once, and most extractors decode each value again,
 * so that `%`, `&` and `+` in a value must be encoded twice for these (seen in 3.23.5 and 3.26.2).
 */
export function extractPath(what: string, query: readonly QueryPart[] = []): string {
  const parts = query.map(([name, value, isTwice = false]) => {
    const once = encodeURIComponent(value);
    return `${name}=${isTwice ? encodeURIComponent(once) : once}`;
  });
  return parts.length === 0 ? what : `${what}?${parts.join('&')}`;
}
