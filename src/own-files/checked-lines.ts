import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of rows, one line of JSON each, that programs side by side add to: a digit that a disk has turned is seen. */
export interface CheckedLines<Row> {
  /** @returns the row that a value is, or undefined. */
  readonly parse: (value: unknown) => Row | undefined;
  /** What of a row is held to its checksum, in an order that never changes. */
  readonly facts: (row: Row) => unknown;
}

/**
 * Adds a row. One write of one line, so that programs side by side do not mix theirs.
 * @throws Node's own error where it cannot be written.
 */
export async function addCheckedLine<Row>(file: string, lines: CheckedLines<Row>, row: Row): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Begun with a line end: the line before may have been cut by a crash.
  await appendFile(file, `\n${JSON.stringify({ row, check: checkOf(lines, row) })}`);
}

/** @returns every row that is whole and as it was written, oldest first; none where there is no file. */
export async function readCheckedLines<Row>(file: string, lines: CheckedLines<Row>): Promise<Row[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const { row: value, check } = lineOf(line);
    const row = lines.parse(value);
    return row !== undefined && check === checkOf(lines, row) ? [row] : [];
  });
}

function lineOf(line: string): { readonly row?: unknown; readonly check?: unknown } {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function checkOf<Row>({ facts }: CheckedLines<Row>, row: Row): string {
  return createHash('sha256')
    .update(JSON.stringify(facts(row)))
    .digest('hex')
    .slice(0, 16);
}
