import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A table that the engine exported, read row by row. */
export interface EngineTable {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** The rows behind the names, each once; to be read to the end. */
  readonly rows: AsyncIterable<readonly string[]>;
}

/**
 * Opens a csv of the engine: an optional line that begins with `#` (version, date and checksum of the calculation, behind
 * as many commas as there are columns), a line of names, then the rows; lines end in CR LF (seen on 3.23.5 and 3.26.2).
 * @throws the system's error where the file cannot be read.
 */
export async function openEngineCsv(path: string, signal?: AbortSignal): Promise<EngineTable> {
  const input = createReadStream(path, { encoding: 'utf8', ...(signal === undefined ? {} : { signal }) });
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  let failure: Error | undefined;
  input.on('error', (error) => {
    failure = error;
  });
  const next = async (): Promise<string | undefined> => {
    const step: IteratorResult<string, unknown> = await lines.next();
    if (failure !== undefined) throw failure;
    return step.done === true ? undefined : step.value;
  };
  const first = (await next()) ?? '';
  const names = first.startsWith('#') ? ((await next()) ?? '') : first;
  async function* rows(): AsyncGenerator<readonly string[], void, void> {
    try {
      for (;;) {
        const line = await next();
        if (line === undefined) return;
        if (line !== '') yield splitCsvLine(line);
      }
    } finally {
      input.destroy();
    }
  }
  return { columns: splitCsvLine(names.replace(/^\uFEFF/, '')), rows: rows() };
}

/** @returns the cells of a line; RFC 4180 but for line ends within a cell, which the engine does not write. */
export function splitCsvLine(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  const cell = /,(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const [, quoted, plain = ''] of `,${line}`.matchAll(cell))
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  return cells;
}
