/** Text that is not a Python literal. */
export class PythonLiteralError extends Error {
  constructor(
    message: string,
    /** Where in the text the fault is. */
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Walks over the characters of a Python literal. */
export class LiteralScanner {
  offset = 0;

  constructor(readonly text: string) {}

  /** @returns the character `ahead` places on; empty behind the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.offset + ahead);
  }

  at(piece: string): boolean {
    return this.text.startsWith(piece, this.offset);
  }

  /** Steps over `piece` if it stands here. */
  take(piece: string): boolean {
    if (!this.at(piece)) return false;
    this.offset += piece.length;
    return true;
  }

  /** @returns what a sticky pattern matches here, stepped over; undefined where it does not match. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.offset += found.length;
    return found;
  }

  /** Steps over blanks, comments and joined lines, but not over the end of a line. */
  skipBlanks(): void {
    this.match(/(?:[ \t\f]+|\\(?:\r\n|\n|\r))*(?:#[^\n\r]*)?/y);
  }

  /** Steps over everything that separates tokens inside brackets. */
  skipLayout(): void {
    this.match(/(?:[ \t\f\n\r]+|\\(?:\r\n|\n|\r)|#[^\n\r]*)*/y);
  }

  atLineEnd(): boolean {
    return this.offset >= this.text.length || this.at('\n') || this.at('\r');
  }

  expect(piece: string, after: string): void {
    if (!this.take(piece)) this.fail(`expected ${piece} after ${after}`);
  }

  /** @throws PythonLiteralError unless only line ends and comments follow. */
  expectEnd(): void {
    if (!this.atLineEnd()) this.fail('something follows the end of the value');
    this.skipLayout();
    if (this.offset < this.text.length) this.fail('something follows the end of the value');
  }

  fail(message: string, offset = this.offset): never {
    throw new PythonLiteralError(message, offset);
  }
}
