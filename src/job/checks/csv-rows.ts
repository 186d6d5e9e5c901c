import { StringDecoder } from 'node:string_decoder';
import type { Found } from '../job-disk.js';
import type { CheckRequest } from './check-job.js';

/** A row of a CSV file. */
export interface CsvRow {
  /** 1-based line that the row begins in. */
  readonly line: number;
  readonly fields: readonly string[];
}

const LONGEST_ROW = 1_048_576;

/**
 * Reads a CSV file of any size row by row, as the engine does: UTF-8, fields between commas, quotes where needed,
 * blank lines left out. Comment lines are rows like any other.
 */
export async function* csvRows(request: CheckRequest, found: Found): AsyncGenerator<CsvRow> {
  const decoder = new StringDecoder('utf8');
  const [file, totalBytes] = [request.walk.shownFile(found), found.sizeBytes];
  let doneBytes = 0;
  let line = 1;
  let rest = '';
  let endsInReturns = false;
  for await (const piece of request.walk.disk.sweep(found)) {
    const text = decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    // Old spreadsheets end lines in a return alone, which the engine takes too.
    if (doneBytes === 0) endsInReturns = text.includes('\r') && !text.includes('\n');
    rest += endsInReturns ? text.replaceAll('\r', '\n') : text;
    if (doneBytes === 0) rest = rest.replace(/^\uFEFF/, '');
    doneBytes += piece.length;
    let start = 0;
    for (let end = rowEnd(rest, start); end !== -1; end = rowEnd(rest, start)) {
      const text = rest.slice(start, end);
      if (text.trim() !== '') yield { line, fields: fieldsOf(text) };
      line += 1 + (text.includes('"') ? text.split('\n').length - 1 : 0);
      start = end + 1;
    }
    rest = rest.slice(start);
    request.onProgress?.({ file, doneBytes, totalBytes });
    request.signal?.throwIfAborted();
    // A quote without its like would hold the whole file.
    if (rest.length > LONGEST_ROW) return;
  }
  if (rest.trim() !== '') yield { line, fields: fieldsOf(rest) };
}

/** @returns where the row ends that begins at `start`: at a line end outside of quotes. */
function rowEnd(text: string, start: number): number {
  let end = text.indexOf('\n', start);
  let quote = text.indexOf('"', start);
  while (quote !== -1 && end !== -1 && quote < end) {
    const close = text.indexOf('"', quote + 1);
    if (close === -1) return -1;
    if (close > end) end = text.indexOf('\n', close);
    quote = text.indexOf('"', close + 1);
  }
  return end;
}

function fieldsOf(text: string): string[] {
  const row = text.endsWith('\r') ? text.slice(0, -1) : text;
  if (!row.includes('"')) return row.split(',');
  const fields: string[] = [];
  for (const [, quoted, plain = ''] of row.matchAll(/(?<=^|,)(?:"((?:[^"]|"")*)"|([^,]*))(?=,|$)/g)) {
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return fields;
}

/** @returns whether a CSV field is a number to the engine. */
export function isNumber(field: string): boolean {
  const text = field.trim();
  // Number() takes '' and 0x1F, which are none; it does not take the words for what is no finite number.
  return (text !== '' && !/x|b|o/i.test(text) && !Number.isNaN(Number(text))) || WORDS.test(text);
}

const WORDS = /^[+-]?(?:nan|inf|infinity)$/i;
