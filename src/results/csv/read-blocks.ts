import { open } from 'node:fs/promises';
import { CsvBatch, countLines } from './csv-batch.js';
import { csvFault } from './csv-fault.js';
import { type CellBounds, type RowFault, splitCells } from './split-cells.js';

/** What is read at once: below it calls cost, above it the caches of the processor. */
const BLOCK_BYTES = 1024 * 1024;
/** No row of the engine comes near: a row of a hundred thousand columns has 1.3 MB. */
const LONGEST_ROW_BYTES = 64 * 1024 * 1024;

/**
 * Reads the rows of a table in batches. A batch holds until the next is asked for: the bytes are read into the same place.
 * @param from byte of the file where the rows begin, and the line that it stands on.
 * @throws InputError with file and line for a row that has not as many cells as there are columns, and a quote that is not closed;
 * the system's error where the file cannot be read.
 */
export async function* readBatches(
  path: string,
  columns: readonly string[],
  from: { readonly byte: number; readonly line: number },
  signal?: AbortSignal,
): AsyncGenerator<CsvBatch, void, void> {
  const file = await open(path);
  try {
    let bytes = Buffer.allocUnsafe(BLOCK_BYTES);
    const cells: CellBounds = { bounds: new Uint32Array(0), rows: 0, taken: 0 };
    let [position, held, line] = [from.byte, 0, from.line];
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(bytes, held, bytes.length - held, position);
      position += bytesRead;
      const end = held + bytesRead;
      const isLast = bytesRead === 0;
      const fault = splitCells(bytes, end, columns.length, isLast, cells);
      // A file without a last line end must not be counted one line short by what stands in the buffer behind it.
      const whole = bytes.subarray(0, end);
      if (cells.rows > 0) yield new CsvBatch(path, columns, whole, cells, line);
      if (fault !== undefined)
        throw rowFault(path, line + countLines(whole, fault.at), fault, columns.length);
      if (isLast) return;
      if (cells.taken > 0) {
        line += countLines(whole, cells.taken);
        bytes.copyWithin(0, cells.taken, end);
      } else if (end === bytes.length) {
        if (bytes.length >= LONGEST_ROW_BYTES)
          throw csvFault(path, line, 'a row of over 64 MB begins here; is a quote not closed?');
        const larger = Buffer.allocUnsafe(bytes.length * 2);
        bytes.copy(larger, 0, 0, end);
        bytes = larger;
      }
      held = end - cells.taken;
    }
  } finally {
    await file.close();
  }
}

function rowFault(path: string, line: number, fault: RowFault, columns: number): Error {
  if (fault.cells === undefined) return csvFault(path, line, 'a quote is opened here and not closed');
  const what = fault.cells < columns ? 'too short' : 'too long';
  return csvFault(
    path,
    line,
    `this row is ${what}: it has ${fault.cells} ${fault.cells === 1 ? 'cell' : 'cells'} for ${columns} columns`,
    fault.cells < columns ? 'was the file cut off? export it again' : undefined,
  );
}
