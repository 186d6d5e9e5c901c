import type { NpyNumbers, Npz } from '../../results/npz.js';

/** The arrays of one answer, by name. */
export class ExtractedArrays {
  constructor(private readonly npz: Npz) {}

  /** @returns undefined where there is none of that name, or it holds no numbers. */
  numbers(name: string): NpyNumbers | undefined {
    const array = this.npz.get(name);
    return array?.kind === 'numbers' ? array : undefined;
  }

  /** @returns undefined where there is none of that name, or it holds no texts. */
  texts(name: string): readonly string[] | undefined {
    const array = this.npz.get(name);
    return array?.kind === 'texts' ? array.values : undefined;
  }

  /** @returns the length of the first axis of an array of any kind. */
  lengthOf(name: string): number | undefined {
    return this.npz.get(name)?.shape[0];
  }
}

/**
 * Numbers that the engine keeps in single precision in the fewest digits that stand for them, as it would write them: 0.1, not
 * 0.10000000149011612. Nothing is lost, for the digits name the same single number; others stay as they are.
 */
export function plainNumbers(array: NpyNumbers, from = 0, to = array.values.length): readonly number[] {
  return Array.from(array.values.subarray(from, to), shortest);
}

function shortest(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
