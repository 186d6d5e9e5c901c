/** Changes that move a result: one alone, or several that do so only together. */
export interface Culprit<Change> {
  readonly changes: readonly Change[];
}

/**
 * Finds which of the changes move a result, by halves: a half that moves nothing is left alone, one that does is halved again. Where a
 * set moves the result and neither half does, its changes act together, and are told as one, as few as do it (after
 * delta debugging, Zeller 2002). Changes within one half that undo each other are not seen.
 * @param moves whether these changes, put upon the start, move the result; asked once for each set.
 * @returns the culprits; none where all changes together move nothing. What `moves` throws passes through.
 */
export async function isolateChanges<Change>(
  changes: readonly Change[],
  moves: (subset: readonly Change[]) => Promise<boolean>,
): Promise<Culprit<Change>[]> {
  if (changes.length === 0 || !(await moves(changes))) return [];
  return search(changes, moves);
}

/** @param set moves the result. */
async function search<Change>(
  set: readonly Change[],
  moves: (subset: readonly Change[]) => Promise<boolean>,
): Promise<Culprit<Change>[]> {
  if (set.length === 1) return [{ changes: set }];
  const [left, right] = halves(set);
  const found: Culprit<Change>[] = [];
  for (const half of [left, right]) if (await moves(half)) found.push(...(await search(half, moves)));
  return found.length > 0 ? found : [{ changes: await fewest(set, moves) }];
}

/** Leaves out one change after the other as long as the rest still moves the result. */
async function fewest<Change>(
  set: readonly Change[],
  moves: (subset: readonly Change[]) => Promise<boolean>,
): Promise<readonly Change[]> {
  let kept = set;
  for (const change of set) {
    const rest = kept.filter((one) => one !== change);
    if (rest.length > 0 && (await moves(rest))) kept = rest;
  }
  return kept;
}

function halves<Change>(set: readonly Change[]): readonly [readonly Change[], readonly Change[]] {
  const middle = Math.ceil(set.length / 2);
  return [set.slice(0, middle), set.slice(middle)];
}
