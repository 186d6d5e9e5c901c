/** An XML file that cannot be read as what it should be, with the place. */
export class XmlError extends Error {
  constructor(
    message: string,
    /** 1-based. */
    readonly line: number,
    /** 1-based. */
    readonly column?: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
