import { cutTo, fit, widthOf } from '../../../fit-text.js';
import { partOf } from '../axis-part.js';
import { type Axis, isMap, type Panel } from '../model.js';
import { shortNumber } from '../numbers.js';
import { type Tick, ticksOf } from '../ticks.js';
import { Canvas, columnOf, rowOf } from './canvas.js';
import { type Characters, classCode } from './characters.js';
import type { TerminalOptions } from './draw-terminal.js';
import { drawLayers } from './layers.js';

/** A character is about twice as high as wide. */
const HEIGHT_OF_CHARACTER = 2;
const LONGEST_CATEGORY = 24;

/** @returns a panel with its axes, in lines no wider than the options say. */
export function drawPanel(
  panel: Panel,
  options: TerminalOptions & { readonly rows: number },
  characters: Characters,
): string[] {
  const yWidth = Math.max(
    1,
    ...labelsOf(panel.y, options.rows).map(({ label }) =>
      widthOf(cutTo(characters.spelled(label), LONGEST_CATEGORY).text),
    ),
  );
  let inner = Math.max(10, options.columns - yWidth - 3);
  const rows = rowsFor(panel, inner, options.rows);
  if (isMap(panel)) inner = Math.max(10, Math.min(inner, Math.round(widthFor(panel, rows))));
  const canvas = new Canvas(inner, rows);
  drawLayers(panel, canvas, characters);
  const paint = (text: string, code: string): string =>
    options.isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;
  const yLabels = byRow(panel.y, rows);
  const { axis } = characters;
  const body = canvas.lines(options.isColoured).map((line, row) => {
    const label = yLabels.get(row);
    const text = label === undefined ? '' : cutTo(characters.spelled(label), LONGEST_CATEGORY).text;
    return `${fit(text, yWidth, 'right')} ${label === undefined ? axis.left : axis.leftTick}${line}`;
  });
  const name = ({ label, unit }: Pick<Axis, 'label' | 'unit'>): string =>
    characters.spelled(unit === undefined ? label : `${label} [${unit}]`);
  const head = [
    ...(panel.title === undefined ? [] : [cutTo(characters.spelled(panel.title), options.columns).text]),
    cutTo(name(panel.y), options.columns).text,
  ].map((line, nth) =>
    nth === 0 && panel.title !== undefined && options.isColoured ? paint(line, '1') : line,
  );
  const xName = cutTo(name(panel.x), inner).text;
  const indent = ' '.repeat(yWidth + 2);
  return [
    ...head,
    ...body,
    ...bottomLines(panel.x, inner, yWidth, characters),
    indent + ' '.repeat(Math.max(0, Math.floor((inner - widthOf(xName)) / 2))) + xName,
    ...classLines(panel, options, characters, paint),
  ];
}

function labelsOf(axis: Axis, rows: number): readonly Tick[] {
  return ticksOf(
    axis,
    axis.scale === 'category' ? (axis.categories ?? []).length : Math.max(3, Math.floor(rows / 3)),
  );
}

/** Labels by the row that they stand in; two of one row would be one too many. */
function byRow(axis: Axis, rows: number): Map<number, string> {
  const labels = new Map<number, string>();
  for (const { value, label } of labelsOf(axis, rows)) {
    const part = partOf(axis, value);
    const row =
      axis.scale === 'category' ? rows - 1 - Math.floor(part * rows) : Math.floor(rowOf(part, rows));
    if (label !== '' && row >= 0 && row < rows && !labels.has(row)) labels.set(row, label);
  }
  return labels;
}

/** A row for each category; a map may be wider than high. */
function rowsFor(panel: Panel, columns: number, wanted: number): number {
  if (panel.y.scale === 'category') return Math.max(1, (panel.y.categories ?? []).length);
  if (!isMap(panel)) return wanted;
  return Math.max(3, Math.min(wanted, Math.round((columns * ratioOf(panel)) / HEIGHT_OF_CHARACTER)));
}

function widthFor(panel: Panel, rows: number): number {
  return (rows * HEIGHT_OF_CHARACTER) / ratioOf(panel);
}

/** Height over width of a map, so that a kilometre is as long in both directions at its middle. */
function ratioOf({ x, y }: Panel): number {
  const squeeze = Math.max(0.1, Math.cos((((y.domain[0] + y.domain[1]) / 2) * Math.PI) / 180));
  return (y.domain[1] - y.domain[0]) / ((x.domain[1] - x.domain[0]) * squeeze);
}

function bottomLines(x: Axis, columns: number, yWidth: number, { axis, spelled }: Characters): string[] {
  const line = Array.from({ length: columns }, () => axis.bottom);
  const indent = yWidth + 2;
  const labels = new Canvas(indent + columns + 1, 1);
  let free = -1;
  const longest = Math.max(1, ...ticksOf(x, 4).map(({ label }) => widthOf(spelled(label))));
  for (const { value, label } of ticksOf(x, Math.max(2, Math.floor(columns / Math.max(9, longest + 4))))) {
    const column = Math.floor(columnOf(partOf(x, value), columns));
    if (column < 0 || column >= columns || label === '') continue;
    const text = cutTo(spelled(label), Math.max(4, Math.floor(columns / 3)));
    const wanted = indent + column - Math.floor(text.width / 2);
    const start = Math.max(0, Math.min(wanted, labels.columns - text.width));
    if (start < free) continue;
    line[column] = axis.bottomTick;
    labels.write(start, 0, text.text, '');
    free = start + text.width + 1;
  }
  return [`${' '.repeat(yWidth + 1)}${axis.corner}${line.join('')}`, ...labels.lines(false)];
}

/** What the characters of a map mean. */
function classLines(
  { colour }: Panel,
  options: TerminalOptions,
  { classes, spelled }: Characters,
  paint: (text: string, code: string) => string,
): string[] {
  if (colour === undefined) return [];
  const { label, unit, scale, domain } = colour;
  const edge = (nth: number): number => {
    const part = nth / classes.length;
    return scale === 'log'
      ? domain[0] * (domain[1] / domain[0]) ** part
      : domain[0] + (domain[1] - domain[0]) * part;
  };
  const lines = [cutTo(spelled(unit === undefined ? label : `${label} [${unit}]`), options.columns).text];
  let line = '';
  let used = 0;
  classes.forEach((character, nth) => {
    const text = `${shortNumber(edge(nth))} to ${shortNumber(edge(nth + 1))}`;
    const width = 4 + text.length;
    if (used > 0 && used + 3 + width > options.columns) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += `${used === 0 ? '' : '   '}${paint(character.repeat(3), classCode(nth))} ${text}`;
    used += width + (used === 0 ? 0 : 3);
  });
  return [...lines, line];
}
