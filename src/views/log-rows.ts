import type { LogRow } from '../engine/types.js';
import type { Listing } from '../listing.js';
import type { NumberedRow } from '../services/log-thread.js';
import { logRowJson, storedLogLine } from './log-line.js';
import { safeLine, safeText } from './safe-text.js';

/** Rows of a log; what `--quiet` prints of each is its number, counted from 1. */
export const LOG_ROWS: Listing<NumberedRow> = {
  columns: [
    {
      key: 'time',
      header: 'time (UTC)',
      cell: ({ row }) => safeText(row.time.replace('T', ' ').slice(0, 22)),
    },
    { key: 'level', header: 'level', cell: ({ row }) => safeLine(row.level) },
    { key: 'process', header: 'process', cell: ({ row }) => safeLine(row.process) },
    { key: 'message', header: 'message', cell: ({ row }) => safeLine(row.message) },
  ],
  json: ({ row }) => logRowJson(row),
  id: ({ ordinal }) => ordinal + 1,
};

/**
 * A row as `--show-log` prints it, with what a pattern finds in the message set off.
 * @param mark how a match looks; unused without a pattern.
 */
export function markedLogLine(
  calculationId: number,
  row: LogRow,
  pattern: RegExp | undefined,
  mark: (text: string) => string,
): string {
  if (pattern === undefined) return storedLogLine(calculationId, row);
  const head = storedLogLine(calculationId, { ...row, message: '' });
  return `${head}${markMatches(row.message, pattern, mark)}`;
}

/** Found in the raw text, as the choice of the row was; each part is made safe by itself. */
function markMatches(text: string, pattern: RegExp, mark: (text: string) => string): string {
  const flags = pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`;
  let shown = '';
  let end = 0;
  for (const match of text.matchAll(new RegExp(pattern.source, flags))) {
    if (match[0] === '') continue;
    shown += safeText(text.slice(end, match.index)) + mark(safeText(match[0]));
    end = match.index + match[0].length;
  }
  return shown + safeText(text.slice(end));
}
