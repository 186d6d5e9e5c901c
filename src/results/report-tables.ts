/** A table of the engine's full report. */
export interface ReportTable {
  /** The heading above it. */
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads the grid tables of a full report (reStructuredText, the output `fullreport`): a heading underlined with dashes, lines
 * of `+---+` around rows of `| a | b |`. Underscores within numbers, as `1_856`, are taken out. The first row is that of
 * the names.
 * @returns tables in their order; those without a heading have an empty title.
 */
export function readReportTables(text: string): ReportTable[] {
  const tables: ReportTable[] = [];
  let title = '';
  let before = '';
  let rows: string[][] = [];
  const close = (): void => {
    const [columns, ...rest] = rows;
    if (columns !== undefined) tables.push({ title, columns, rows: rest });
    rows = [];
  };
  for (const line of [...text.split(/\r?\n/), '']) {
    if (line.startsWith('|')) rows.push(cellsOf(line));
    else if (!line.startsWith('+')) {
      close();
      if (/^(-{3,}|={3,})$/.test(line) && before !== '') title = before;
      before = line.trim();
    }
  }
  return tables;
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split(' | ')
    .map((cell) => cell.trim())
    .map((cell) => (/^-?\d[\d_]*(\.\d+)?$/.test(cell) ? cell.replaceAll('_', '') : cell));
}
