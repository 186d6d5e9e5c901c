/** Questions that wait for an answer of one server at once: more would only keep others waiting. */
export const QUESTIONS_AT_A_TIME = 4;

/**
 * Works off items, so many at a time, in their order.
 * @param inOrder told of what each gave, as soon as all before it are done.
 * @returns what each gave, in the order of the items.
 * @throws what the work throws first; nothing is begun after that.
 */
export async function runPool<Item, Value>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<Value>,
  inOrder: (value: Value, index: number) => void = () => undefined,
): Promise<Value[]> {
  const values = new Map<number, Value>();
  const queue = items.entries();
  let told = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (hasFailed) return;
      try {
        values.set(index, await work(item));
      } catch (error) {
        hasFailed = true;
        throw error;
      }
      for (; values.has(told); told += 1) inOrder(values.get(told) as Value, told);
    }
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
