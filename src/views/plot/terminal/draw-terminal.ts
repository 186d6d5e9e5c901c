import { cutTo, widthOf } from '../../../fit-text.js';
import { wrapWords } from '../../wrap-words.js';
import type { Figure, Layer, Look } from '../model.js';
import { SERIES_COLOURS } from '../palette.js';
import { ASCII, type Characters, codeOf, markerOf, UNICODE } from './characters.js';
import { drawPanel } from './draw-panel.js';

/** What the terminal is like. */
export interface TerminalOptions {
  readonly columns: number;
  /** Rows of one panel; what fits the width when left out. */
  readonly rows?: number | undefined;
  readonly isColoured: boolean;
  /** Whether it shows more than ASCII. */
  readonly isUnicode: boolean;
}

/** Columns that a panel needs beside another. */
const PANEL_BESIDE = 68;
const BETWEEN = 2;
const LEAST_ROWS = 5;
const SMALL_ROWS = 14;
const LARGE_ROWS = 22;

/**
 * Draws a figure in characters: lines in braille with a marker for each series, bars in blocks, maps in classes. Colour (16
 * of the terminal's own) only repeats what the characters tell.
 * @returns lines, none wider than the terminal.
 */
export function drawTerminal(figure: Figure, options: TerminalOptions): string[] {
  const characters = options.isUnicode ? UNICODE : ASCII;
  const columns = Math.max(30, options.columns);
  const paint = (text: string, code: string): string =>
    options.isColoured && code !== '' && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  const lines = [paint(cutTo(characters.spelled(figure.title), columns).text, '1')];
  if (figure.subtitle !== undefined && figure.subtitle !== '')
    lines.push(cutTo(characters.spelled(figure.subtitle), columns).text);
  lines.push(...legendLines(figure, columns, characters, paint), '');
  const beside = Math.max(
    1,
    Math.min(figure.panels.length, Math.floor((columns + BETWEEN) / (PANEL_BESIDE + BETWEEN))),
  );
  const width = Math.floor((columns - (beside - 1) * BETWEEN) / beside);
  for (let first = 0; first < figure.panels.length; first += beside) {
    const row = figure.panels
      .slice(first, first + beside)
      .map((panel) =>
        drawPanel(panel, { ...options, columns: width, rows: rowsOf(figure, options) }, characters),
      );
    lines.push(...sideBySide(row, width), '');
  }
  if (figure.panels.length === 0) lines.push('Nothing to draw.', '');
  for (const note of figure.notes)
    lines.push(
      ...wrapWords(characters.spelled(note), columns, 0, 0)
        .split('\n')
        .map((line) => paint(cutTo(line, columns).text, '2')),
    );
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Rows of one panel: small multiples are smaller. */
function rowsOf({ panels }: Figure, { rows }: TerminalOptions): number {
  if (rows !== undefined) return Math.max(LEAST_ROWS, rows);
  return panels.length > 1 ? SMALL_ROWS : LARGE_ROWS;
}

function sideBySide(panels: readonly (readonly string[])[], width: number): string[] {
  const height = Math.max(...panels.map((lines) => lines.length));
  return Array.from({ length: height }, (_unused, nth) =>
    panels
      .map((lines, at) => {
        const line = lines[nth] ?? '';
        return at === panels.length - 1
          ? line
          : line + ' '.repeat(Math.max(0, width - bareWidth(line)) + BETWEEN);
      })
      .join('')
      .trimEnd(),
  );
}

function bareWidth(line: string): number {
  return widthOf(line.replace(/\u001b\[[\d;]*m/g, ''));
}

interface Entry {
  readonly name: string;
  readonly look: Look;
  readonly kind: Layer['kind'];
}

function legendLines(
  { panels }: Figure,
  columns: number,
  characters: Characters,
  paint: (text: string, code: string) => string,
): string[] {
  const entries = new Map<string, Entry>();
  for (const layer of panels.flatMap(({ layers }) => layers)) {
    if (
      layer.kind === 'rule' ||
      layer.kind === 'outline' ||
      layer.kind === 'cells' ||
      layer.name === undefined
    )
      continue;
    if (!entries.has(layer.name))
      entries.set(layer.name, { name: layer.name, look: layer.look, kind: layer.kind });
  }
  const rank = ({ look }: Entry): number =>
    typeof look.tone === 'number' ? look.tone : look.tone === 'ink' ? -1 : SERIES_COLOURS * 100;
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const entry of [...entries.values()].sort((one, other) => rank(one) - rank(other))) {
    const swatch = swatchOf(entry, characters);
    const name = cutTo(characters.spelled(entry.name), Math.min(40, columns - 8));
    const width = widthOf(swatch) + 1 + name.width;
    if (used > 0 && used + 3 + width > columns) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += `${used === 0 ? '' : '   '}${paint(swatch, codeOf(entry.look.tone))} ${name.text}`;
    used += (used === 0 ? 0 : 3) + width;
  }
  if (line !== '') lines.push(line);
  return lines;
}

function swatchOf({ look, kind }: Entry, characters: Characters): string {
  if (kind === 'band') return characters.band.repeat(3);
  const nth = typeof look.tone === 'number' ? look.tone : 0;
  if (kind === 'bars') return (characters.fills[nth % characters.fills.length] ?? '#').repeat(3);
  const marker = markerOf(look, characters);
  if (kind === 'points') return marker ?? 'o';
  if (!characters.hasDots) return marker ?? '...';
  return marker === undefined ? '⠤⠤⠤' : `⠤${marker}⠤`;
}
