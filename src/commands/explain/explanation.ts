import type { CurlWriter } from '../../views/curl-lines.js';
import type { RawCommand } from '../command.js';

/** What a line would do, told in the words of other programs. */
export interface Explanation {
  /** Today's own spelling in the engine, for a shell on the server's machine; undefined where it has none. */
  readonly oq: string | undefined;
  /** Lines for `sh`. */
  readonly curl: readonly string[];
  /** What those two do not show. */
  readonly notes: readonly string[];
}

/** Explains the lines of one command. */
export type Explainer = (raw: RawCommand, curl: CurlWriter) => Explanation;
