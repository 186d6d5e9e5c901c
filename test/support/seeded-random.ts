/** Chance that comes again with the same seed. */
export interface SeededRandom {
  /** @returns a number from 0 up to 1. */
  next(): number;
  /** @returns a whole number from 0 up to `below`. */
  below(below: number): number;
  /** @returns one of several, each as likely as its weight says. */
  pick<Value>(weighted: readonly (readonly [weight: number, value: Value])[]): Value;
}

/** Mulberry32: 32 bits of state are plenty for choosing faults. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (below) => Math.floor(next() * below),
    pick(weighted) {
      const total = weighted.reduce((sum, [weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [weight, value] of weighted) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = weighted.at(-1);
      if (last === undefined) throw new Error('nothing to pick from');
      return last[1];
    },
  };
}
