/** A row as it stands in its file. */
export interface NumberedLine {
  readonly line: string;
  /** 1-based, the line of names not counted. */
  readonly row: number;
}

interface Queue {
  readonly lines: NumberedLine[];
  next: number;
}

/** Bytes that a held row costs beside its text, about. */
const OVERHEAD = 160;

/** Rows of one table that wait for their counterpart, by key; those of one key leave in the order in which they came. */
export class HeldRows {
  readonly #byKey = new Map<string, NumberedLine | Queue>();
  /** Rough size in memory. */
  bytes = 0;

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  hold(key: string, line: NumberedLine): void {
    this.bytes += line.line.length + key.length + OVERHEAD;
    const there = this.#byKey.get(key);
    if (there === undefined) this.#byKey.set(key, line);
    else if ('lines' in there) there.lines.push(line);
    else this.#byKey.set(key, { lines: [there, line], next: 0 });
  }

  /** @returns the oldest row of a key, which is no longer held. */
  release(key: string): NumberedLine | undefined {
    const there = this.#byKey.get(key);
    if (there === undefined) return undefined;
    const line = 'lines' in there ? there.lines[there.next++] : there;
    if (!('lines' in there) || there.next >= there.lines.length) this.#byKey.delete(key);
    this.bytes -= (line?.line.length ?? 0) + key.length + OVERHEAD;
    return line;
  }

  /** Gives up every row, those of one key in their order. */
  *drain(): Generator<readonly [string, NumberedLine]> {
    for (const [key, there] of this.#byKey) {
      if ('lines' in there) for (const line of there.lines.slice(there.next)) yield [key, line];
      else yield [key, there];
    }
    this.#byKey.clear();
    this.bytes = 0;
  }
}
