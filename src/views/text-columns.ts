import { widthOf } from '../fit-text.js';

/** A column of lines: its head, and whether its cells stand at the right. */
export interface TextColumn {
  readonly head: string;
  readonly isNumber: boolean;
}

/** @returns aligned lines, the heads first, for text that has more than one table in it. */
export function textColumns(columns: readonly TextColumn[], cells: readonly (readonly string[])[]): string[] {
  const lines = [columns.map(({ head }) => head), ...cells];
  const widths = columns.map((_, nth) => Math.max(...lines.map((line) => widthOf(line[nth] ?? ''))));
  return lines.map((line) =>
    columns
      .map(({ isNumber }, nth) => {
        const text = line[nth] ?? '';
        const blanks = ' '.repeat((widths[nth] ?? 0) - widthOf(text));
        return isNumber ? blanks + text : text + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}
