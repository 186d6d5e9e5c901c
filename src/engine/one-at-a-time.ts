/**
 * Lets calls through one after the other, in the order in which they came. The engine reads its HDF5 files in the threads
 * of its web process, and its HDF5 library is not made for threads: four exports at a time ended the process of engine
 * 3.26.2 with a segmentation fault (docs/engine-behaviour.md).
 */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what the action gives; it begins when all before it have ended, however they did. */
  async run<Value>(action: () => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    const mine = this.#last.then(async () => {
      signal?.throwIfAborted();
      return action();
    });
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
