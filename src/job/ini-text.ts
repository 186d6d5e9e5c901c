import { isUtf8 } from 'node:buffer';
import { InputError, type InputFault } from '../errors.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** A line of a text with the place of its first character and the characters that end it. */
export interface TextLine {
  readonly text: string;
  /** Line end as it stands in the file; empty at the end of a file that lacks one. */
  readonly end: string;
}

/** @returns the lines of a text: LF, CR LF and a lone CR end a line, nothing else does. */
export function splitLines(text: string): TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ text: text.slice(start, match.index), end: match[0] });
    start = match.index + match[0].length;
  }
  if (start < text.length) lines.push({ text: text.slice(start), end: '' });
  return lines;
}

/** @returns `text` without one byte order mark at its very start. */
export function dropByteOrderMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/**
 * Decodes a job file: UTF-8, with or without one byte order mark.
 * @param file path for messages.
 * @throws InputError naming the place of the first byte that is not UTF-8.
 */
export function decodeIni(bytes: Uint8Array, file: string): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) throw new InputError([{ file, message: 'is UTF-16 text', fix: 'save it as UTF-8' }]);
  if (!isUtf8(bytes)) throw new InputError([notUtf8(bytes, file)]);
  return dropByteOrderMark(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}

/** The place is that of the first replacement character that a lenient decoder puts. */
function notUtf8(bytes: Uint8Array, file: string): InputFault {
  const text = dropByteOrderMark(Buffer.from(bytes).toString('utf8'));
  const lines = splitLines(text.slice(0, text.indexOf('\uFFFD') + 1));
  return {
    file,
    line: lines.length,
    column: lines.at(-1)?.text.length ?? 1,
    message: 'a character here is not UTF-8',
    fix: 'save the file as UTF-8',
  };
}
