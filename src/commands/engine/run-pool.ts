/**
 * Works off items, so many at a time, in their order.
 * @returns what each gave, in the order of the items.
 * @throws what the work throws first; it should not.
 */
export async function runPool<Item, Value>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values = new Map<number, Value>();
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) values.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, worker));
  return items.map((_item, index) => values.get(index) as Value);
}

/** @returns a gate that lets one piece of work through at a time, in the order of arrival. */
export function oneAtATime(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const mine = last.then(work);
    // The next one waits for the end of this one, however it ends.
    last = mine.catch(() => undefined);
    return mine;
  };
}
