/** Numbers for texts that are looked up by their bytes, so that no text is made of each cell of a large table. */
export class ByteIndex {
  readonly #texts: Buffer[] = [];
  #slots = new Int32Array(64).fill(-1);

  /** Gives a text the next number, unless it has one. @returns its number. */
  add(text: string): number {
    const bytes = Buffer.from(text);
    const known = this.find(bytes, 0, bytes.length);
    if (known >= 0) return known;
    this.#texts.push(bytes);
    if (this.#texts.length * 2 > this.#slots.length) this.#grow();
    else this.#slots[this.#slotOf(bytes, 0, bytes.length)] = this.#texts.length - 1;
    return this.#texts.length - 1;
  }

  /** @returns the number of the text in `bytes[start..end)`; -1 where it has none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#slots[this.#slotOf(bytes, start, end)] as number;
  }

  get size(): number {
    return this.#texts.length;
  }

  /** The slot of a text, or the empty one that it would have. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const nth = this.#slots[slot] as number;
      if (nth < 0 || isSame(this.#texts[nth] as Buffer, bytes, start, end)) return slot;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    this.#texts.forEach((text, nth) => {
      this.#slots[this.#slotOf(text, 0, text.length)] = nth;
    });
  }
}

function isSame(text: Buffer, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at += 1) if (text[at] !== bytes[start + at]) return false;
  return true;
}
