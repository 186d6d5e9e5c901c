/**
 * @returns the name most like `wanted`, or undefined where none is like it: the same letters in another case first,
 * then the fewest letters added, lost, changed or swapped, at most a third of the name.
 */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const lower = wanted.toLowerCase();
  let best: string | undefined;
  let least = Math.floor(wanted.length / 3) + 1;
  for (const name of [...names].sort()) {
    const other = name.toLowerCase();
    if (Math.abs(other.length - lower.length) >= least) continue;
    const distance = other === lower ? 0 : editDistance(lower, other) + 0.5;
    if (distance < least) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/** The number of letters added, lost, changed, or swapped with their neighbour. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[right.length] ?? 0;
}
