import { partOf } from '../axis-part.js';
import type { Axis, BarLayer, ColourScale, Layer, LineLayer, Panel, PointLayer } from '../model.js';
import { type Canvas, columnOf, DOTS_HIGH, DOTS_WIDE, rowOf } from './canvas.js';
import { type Characters, classCode, codeOf, markerOf } from './characters.js';

/** Columns between two markers of a line. */
const MARKER_EVERY = 9;

/** Draws what stands in a panel, the first layer at the bottom. */
export function drawLayers(panel: Panel, canvas: Canvas, characters: Characters): void {
  for (const layer of panel.layers) drawLayer(layer, panel, canvas, characters);
  // Markers above all lines: those of a later line would hide them.
  for (const layer of panel.layers) if (layer.kind === 'line') drawMarkers(layer, panel, canvas, characters);
}

function drawLayer(layer: Layer, panel: Panel, canvas: Canvas, characters: Characters): void {
  switch (layer.kind) {
    case 'line':
      if (characters.hasDots) drawLine(layer, panel, canvas);
      break;
    case 'band':
      drawBand(layer, panel, canvas, characters);
      break;
    case 'bars':
      drawBars(layer, panel, canvas, characters);
      break;
    case 'cells':
      drawCells(layer, panel, canvas, characters);
      break;
    case 'points':
      drawPoints(layer, panel, canvas, characters);
      break;
    case 'outline':
      for (const line of layer.lines) drawOutline(line, panel, canvas, characters);
      break;
    case 'rule':
      drawRule(layer, panel, canvas, characters);
      break;
  }
}

/** Where a value stands, in characters or dots from the left or the top. */
function place(axis: Axis, value: number, size: number, fromTop: boolean): number {
  const part = partOf(axis, value);
  return (fromTop ? 1 - part : part) * (size - 1);
}

function dotsOf(panel: Panel, canvas: Canvas, x: number, y: number): readonly [number, number] {
  return [
    place(panel.x, x, canvas.columns * DOTS_WIDE, false),
    place(panel.y, y, canvas.rows * DOTS_HIGH, true),
  ];
}

function drawLine({ x, y, look }: LineLayer, panel: Panel, canvas: Canvas): void {
  const code = codeOf(look.tone);
  let before: readonly [number, number] | undefined;
  for (let at = 0; at < x.length; at += 1) {
    const here = dotsOf(panel, canvas, x[at] ?? Number.NaN, y[at] ?? Number.NaN);
    const isPlaced = here.every(Number.isFinite);
    if (isPlaced) {
      const part = inside(before ?? here, here, canvas);
      if (part !== undefined) canvas.line(...part, code);
    }
    before = isPlaced ? here : undefined;
  }
}

/** The part of a stroke that lies inside the canvas (after Liang and Barsky). */
function inside(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  canvas: Canvas,
): readonly [number, number, number, number] | undefined {
  let [from, to] = [0, 1];
  const [right, bottom] = [canvas.columns * DOTS_WIDE - 1, canvas.rows * DOTS_HIGH - 1];
  for (const [step, room] of [
    [x0 - x1, x0],
    [x1 - x0, right - x0],
    [y0 - y1, y0],
    [y1 - y0, bottom - y0],
  ] as const) {
    if (step === 0) {
      if (room < -0.5) return undefined;
    } else if (step < 0) from = Math.max(from, room / step);
    else to = Math.min(to, room / step);
  }
  if (from > to) return undefined;
  return [x0 + from * (x1 - x0), y0 + from * (y1 - y0), x0 + to * (x1 - x0), y0 + to * (y1 - y0)];
}

/** Without dots a line is nothing but markers, one in each column. */
function drawMarkers({ x, y, look }: LineLayer, panel: Panel, canvas: Canvas, characters: Characters): void {
  const isLone = x.filter((value, at) => Number.isFinite(value) && Number.isFinite(y[at])).length === 1;
  const marker =
    markerOf(look, characters) ?? (isLone ? characters.markers[0] : characters.hasDots ? undefined : '.');
  if (marker === undefined) return;
  const every = characters.hasDots ? MARKER_EVERY : 1;
  const phase = typeof look.tone === 'number' ? (look.tone * 4) % every : 0;
  for (let at = 0; at < x.length; at += 1) {
    const [a, b] = [at, Math.min(at + 1, x.length - 1)].map((nth) => ({
      column: columnOf(partOf(panel.x, x[nth] ?? Number.NaN), canvas.columns),
      row: rowOf(partOf(panel.y, y[nth] ?? Number.NaN), canvas.rows),
    }));
    if (a === undefined || b === undefined || ![a.column, a.row].every(Number.isFinite)) continue;
    const end = Number.isFinite(b.row) && Number.isFinite(b.column) ? b : a;
    for (let column = Math.floor(a.column); column <= Math.floor(end.column); column += 1) {
      if (!isLone && (column - phase) % every !== 0) continue;
      const part = end.column === a.column ? 0 : (column + 0.5 - a.column) / (end.column - a.column);
      const row = Math.floor(a.row + Math.min(1, Math.max(0, part)) * (end.row - a.row));
      canvas.put(column, row, marker, codeOf(look.tone));
    }
  }
}

function drawBand(
  { x, low, high, look }: Extract<Layer, { kind: 'band' }>,
  panel: Panel,
  canvas: Canvas,
  { band }: Characters,
): void {
  for (let column = 0; column < canvas.columns; column += 1) {
    const part = column / Math.max(1, canvas.columns - 1);
    const at = x.findIndex((value) => partOf(panel.x, value) >= part);
    if (at < 0) continue;
    const [before, behind] = [partOf(panel.x, x[Math.max(0, at - 1)] ?? 0), partOf(panel.x, x[at] ?? 0)];
    const share = behind > before ? (part - before) / (behind - before) : 1;
    if (share < 0) continue;
    const edgeRow = (values: Float64Array): number => {
      const rows = [Math.max(0, at - 1), at].map((nth) =>
        rowOf(partOf(panel.y, values[nth] ?? Number.NaN), canvas.rows),
      );
      return (rows[0] ?? Number.NaN) + share * ((rows[1] ?? Number.NaN) - (rows[0] ?? Number.NaN));
    };
    const [top, bottom] = [edgeRow(high), edgeRow(low)];
    if (!Number.isFinite(top)) continue;
    const last = Number.isFinite(bottom) ? bottom : canvas.rows - 1;
    for (let row = Math.max(0, Math.floor(top)); row <= Math.min(canvas.rows - 1, Math.floor(last)); row += 1)
      canvas.back(column, row, band, codeOf(look.tone));
  }
}

/** Eighths of a block, from the bottom and from the left. */
const RISING = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇'];
const LYING = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function drawBars(
  { x0, x1, y0, y1, look }: BarLayer,
  panel: Panel,
  canvas: Canvas,
  { fills, hasDots }: Characters,
): void {
  const nth = typeof look.tone === 'number' ? look.tone : 0;
  const fill = fills[nth % fills.length] ?? '#';
  const isLying = panel.y.scale === 'category';
  for (let bar = 0; bar < x0.length; bar += 1) {
    const edge = (axis: Axis, value: number | undefined, size: number): number =>
      partOf(axis, value ?? Number.NaN) * size;
    const [left, right] = [edge(panel.x, x0[bar], canvas.columns), edge(panel.x, x1[bar], canvas.columns)];
    const [bottom, top] = [edge(panel.y, y0[bar], canvas.rows), edge(panel.y, y1[bar], canvas.rows)];
    if (![left, right, bottom, top].every(Number.isFinite)) continue;
    for (let row = Math.max(0, Math.floor(bottom)); row < Math.min(canvas.rows, Math.ceil(top)); row += 1)
      for (
        let column = Math.max(0, Math.floor(left));
        column < Math.min(canvas.columns, Math.ceil(right));
        column += 1
      ) {
        const along = isLying ? share(column, left, right) : share(row, bottom, top);
        const across = isLying ? share(row, bottom, top) : share(column, left, right);
        if (across < 0.5) continue;
        const eighths = Math.round(along * 8);
        const part =
          fill === '█' && hasDots ? ((isLying ? LYING : RISING)[eighths] ?? '█') : along >= 0.5 ? fill : '';
        if (part !== '') canvas.put(column, canvas.rows - 1 - row, part, codeOf(look.tone));
      }
  }
}

/** How much of the place from `at` to `at + 1` lies between two edges. */
function share(at: number, low: number, high: number): number {
  return Math.max(0, Math.min(at + 1, high) - Math.max(at, low));
}

/** @returns the class of a value, from 0; the ends of the scale hold what lies beyond. */
function classOf(scale: ColourScale | undefined, value: number, count: number): number {
  if (scale === undefined) return 0;
  return Math.min(count - 1, Math.max(0, Math.floor(partOf(scale, value) * count + 1e-9)));
}

function drawCells(
  { x0, x1, y0, y1, values }: Extract<Layer, { kind: 'cells' }>,
  panel: Panel,
  canvas: Canvas,
  { classes }: Characters,
): void {
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    const nth = classOf(panel.colour, value, classes.length);
    const left = partOf(panel.x, x0[cell] ?? 0) * canvas.columns;
    const right = partOf(panel.x, x1[cell] ?? 0) * canvas.columns;
    const bottom = partOf(panel.y, y0[cell] ?? 0) * canvas.rows;
    const top = partOf(panel.y, y1[cell] ?? 0) * canvas.rows;
    for (
      let row = Math.max(0, Math.round(bottom));
      row < Math.max(Math.round(top), Math.round(bottom) + 1);
      row += 1
    )
      for (
        let column = Math.max(0, Math.round(left));
        column < Math.max(Math.round(right), Math.round(left) + 1);
        column += 1
      )
        canvas.put(column, canvas.rows - 1 - row, classes[nth] ?? '#', classCode(nth));
  }
}

function drawPoints(
  { x, y, values, sizes, look }: PointLayer,
  panel: Panel,
  canvas: Canvas,
  characters: Characters,
): void {
  const found = new Map<number, { sum: number; count: number; size: number }>();
  for (let at = 0; at < x.length; at += 1) {
    const column = Math.floor(columnOf(partOf(panel.x, x[at] ?? Number.NaN), canvas.columns));
    const row = Math.floor(rowOf(partOf(panel.y, y[at] ?? Number.NaN), canvas.rows));
    const value = values?.[at] ?? (values === undefined ? 0 : Number.NaN);
    if (![column, row, value].every(Number.isFinite)) continue;
    const key = row * canvas.columns + column;
    const entry = found.get(key) ?? { sum: 0, count: 0, size: 0 };
    entry.sum += value;
    entry.count += 1;
    entry.size = Math.max(entry.size, sizes?.[at] ?? 0);
    found.set(key, entry);
  }
  for (const [key, { sum, count, size }] of found) {
    const nth = classOf(panel.colour, sum / count, characters.classes.length);
    const [column, row] = [key % canvas.columns, Math.floor(key / canvas.columns)];
    const bySize =
      characters.sizes[Math.min(characters.sizes.length - 1, Math.floor(size * characters.sizes.length))] ??
      '.';
    const text =
      sizes !== undefined
        ? bySize
        : values === undefined
          ? (markerOf(look, characters) ?? 'o')
          : (characters.classes[nth] ?? '#');
    canvas.put(column, row, text, values === undefined ? codeOf(look.tone) : classCode(nth));
  }
}

function drawOutline(
  line: Float64Array,
  panel: Panel,
  canvas: Canvas,
  { hasDots, outline }: Characters,
): void {
  for (let at = 2; at < line.length; at += 2) {
    const [from, to] = [at - 2, at].map((nth) =>
      dotsOf(panel, canvas, line[nth] ?? Number.NaN, line[nth + 1] ?? Number.NaN),
    );
    if (from === undefined || to === undefined) continue;
    const part = inside(from, to, canvas);
    if (part === undefined) continue;
    if (hasDots) canvas.line(...part, '2');
    else canvas.put(Math.floor(part[2] / DOTS_WIDE), Math.floor(part[3] / DOTS_HIGH), outline, '2');
  }
}

function drawRule(
  { axis, at, label }: Extract<Layer, { kind: 'rule' }>,
  panel: Panel,
  canvas: Canvas,
  { rule }: Characters,
): void {
  if (axis === 'y') {
    const row = Math.floor(rowOf(partOf(panel.y, at), canvas.rows));
    for (let column = 0; column < canvas.columns; column += 1) canvas.back(column, row, rule, '2');
    canvas.write(canvas.columns - label.length - 1, row, label, '', 'back');
  } else {
    const column = Math.floor(columnOf(partOf(panel.x, at), canvas.columns));
    for (let row = 0; row < canvas.rows; row += 1) canvas.back(column, row, ':', '2');
    canvas.write(column + 1, 0, label, '', 'back');
  }
}
