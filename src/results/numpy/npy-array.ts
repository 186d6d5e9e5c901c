/** An array of numpy. `shape` is empty for a single value; values are in row-major order, however the file has them. */
export type NpyArray = NpyNumbers | NpyTexts | NpyBytes | NpyRecords | NpySkipped;

interface Shaped {
  readonly shape: readonly number[];
}

/** Numbers; true is 1 and false 0. Whole numbers beyond 2^53 are rounded. */
export interface NpyNumbers extends Shaped {
  readonly kind: 'numbers';
  readonly values: Float64Array;
}

/** Texts (`S`, read as UTF-8, and `U`), without the zeros that numpy fills them with. */
interface NpyTexts extends Shaped {
  readonly kind: 'texts';
  readonly values: readonly string[];
}

/** A single value of type `S` that is no text: the engine packs some with gzip. */
interface NpyBytes extends Shaped {
  readonly kind: 'bytes';
  readonly bytes: Buffer;
}

/**
 * Records (a structured dtype): each field as an array of its own, whose shape is that of the records and that of the field behind
 * it. A field may be records again.
 */
export interface NpyRecords extends Shaped {
  readonly kind: 'records';
  readonly fields: ReadonlyMap<string, NpyArray>;
}

/** What is not read: objects of Python (which could run anything), complex numbers, times, bare bytes. */
interface NpySkipped extends Shaped {
  readonly kind: 'skipped';
  /** e.g. `objects of Python are not read`. */
  readonly reason: string;
}
