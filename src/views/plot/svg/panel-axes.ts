import * as Plot from '@observablehq/plot';
import type { Axis, Panel } from '../model.js';
import type { Paints } from '../palette.js';
import type { Tick } from '../ticks.js';
import { cutToWidth, px, textElement, textWidth } from './markup.js';
import { drawnByPlot } from './observable-plot.js';
import { BAR_GAP, BAR_WIDTH, LONGEST_LABEL, type PanelFrame, type Rectangle, SIZES } from './panel-frame.js';
import { colourOf } from './panel-layers.js';

/** @returns the grid of a panel, which stands below what is drawn in it, in pixels from the corner of its frame. */
export function panelGrid(panel: Panel, { frame, xTicks, yTicks }: PanelFrame, paints: Paints): string {
  const labelled = (ticks: readonly Tick[]): number[] =>
    ticks.filter(({ label }) => label !== '').map(({ value }) => value);
  const look = { stroke: paints.grid, strokeOpacity: 1 };
  return drawnByPlot({
    ...plain(panel, frame),
    marks: [
      ...(panel.x.scale === 'category' ? [] : [Plot.gridX(labelled(xTicks), look)]),
      ...(panel.y.scale === 'category' ? [] : [Plot.gridY(labelled(yTicks), look)]),
    ],
  });
}

/** @returns ticks, their labels and the edge of a panel, in pixels from the corner of its frame. */
export function panelAxes(panel: Panel, { frame, xTicks, yTicks }: PanelFrame, paints: Paints): string {
  const ink = paints.tone('ink');
  const look = { color: ink, label: null, fontSize: SIZES.tick };
  const of = (ticks: readonly Tick[]) => ({
    // Not `tickFormat`: of a logarithmic scale Plot asks d3 instead.
    text: (_value: unknown, nth: number) => cutToWidth(ticks[nth]?.label ?? '', SIZES.tick, LONGEST_LABEL),
    tickSize: 4,
  });
  return drawnByPlot({
    ...plain(panel, frame),
    marks: [
      Plot.axisX(
        xTicks.map(({ value }) => value),
        { ...look, ...of(xTicks), anchor: 'bottom' },
      ),
      Plot.axisY(
        yTicks.map(({ value }) => value),
        { ...look, ...of(yTicks), anchor: 'left' },
      ),
      Plot.frame({ stroke: ink, strokeWidth: 0.8 }),
    ],
  });
}

function plain({ x, y }: Panel, { width, height }: PanelFrame['frame']): Plot.PlotOptions {
  const scale = (axis: Axis) => ({
    type: axis.scale === 'log' ? ('log' as const) : ('linear' as const),
    domain: [...axis.domain],
    axis: null,
  });
  return { width, height, margin: 0, x: scale(x), y: scale(y) };
}

/** @returns the title of a panel and the names of its axes, in pixels of the whole drawing. */
export function panelWords(
  panel: Panel,
  { frame, yTickWidth }: PanelFrame,
  paints: Paints,
  room: Rectangle,
): string {
  const fill = paints.tone('ink');
  const { x, y, width, height } = frame;
  const middle = { fill, anchor: 'middle' as const };
  const title =
    panel.title === undefined
      ? ''
      : textElement(cutToWidth(panel.title, SIZES.panel, room.width - 8), {
          ...{
            x: titlePlace(panel.title, x + width / 2, room),
            y: room.y + SIZES.panel,
            size: SIZES.panel,
            isBold: true,
          },
          ...middle,
        });
  const below = y + height + SIZES.tick + SIZES.label + 12;
  const beside = x - yTickWidth - 17;
  return (
    title +
    textElement(nameIn(panel.x, width * 1.15), { x: x + width / 2, y: below, size: SIZES.label, ...middle }) +
    textElement(nameIn(panel.y, height * 1.1), {
      ...{ x: beside, y: y + height / 2, size: SIZES.label, turned: -90 },
      ...middle,
    })
  );
}

/** Above the middle of the axes, as far as the panel has room there. */
function titlePlace(title: string, middle: number, room: Rectangle): number {
  const half = Math.min(textWidth(title, SIZES.panel) * 1.06, room.width - 8) / 2;
  return Math.min(Math.max(middle, room.x + half), room.x + room.width - half);
}

/** The name of an axis with its unit; where it has no room the short one, and of that the beginning. */
function nameIn({ label, short, unit }: Pick<Axis, 'label' | 'short' | 'unit'>, room: number): string {
  const [full, brief] = [label, short ?? label].map((name) =>
    unit === undefined ? name : `${name} [${unit}]`,
  );
  return textWidth(full ?? '', SIZES.label) <= room
    ? (full ?? '')
    : cutToWidth(brief ?? '', SIZES.label, room);
}

/** Steps of a colour bar: more than an eye can count. */
const STEPS = 64;

/** @returns the colour bar to the right of a panel, in pixels of the whole drawing. */
export function colourBar({ colour }: Panel, { frame, colourTicks }: PanelFrame, paints: Paints): string {
  if (colour === undefined) return '';
  const x = frame.x + frame.width + BAR_GAP;
  const fill = paints.tone('ink');
  const [low, high] = colour.domain;
  const of = colour.scale === 'log' ? Math.log : (value: number): number => value;
  const linear = colourOf({ ...colour, scale: 'linear', domain: [0, STEPS - 1] }, paints);
  const step = frame.height / STEPS;
  const boxes = Array.from(
    { length: STEPS },
    (_unused, nth) =>
      `<rect x="${px(x)}" y="${px(frame.y + frame.height - (nth + 1) * step)}" width="${BAR_WIDTH}" height="${px(step + 0.5)}" fill="${linear(nth)}"/>`,
  ).join('');
  const edge = `<rect x="${px(x)}" y="${px(frame.y)}" width="${BAR_WIDTH}" height="${px(frame.height)}" fill="none" stroke="${fill}" stroke-width="0.6"/>`;
  let widest = 0;
  const ticks = colourTicks.map(({ value, label }) => {
    const y = frame.y + frame.height * (1 - (of(value) - of(low)) / (of(high) - of(low)));
    widest = Math.max(widest, label.length);
    return (
      `<path d="M${px(x + BAR_WIDTH)} ${px(y)}h4" stroke="${fill}"/>` +
      textElement(label, { x: x + BAR_WIDTH + 7, y: y + SIZES.tick * 0.35, size: SIZES.tick, fill })
    );
  });
  const name = textElement(nameIn(colour, frame.height * 1.1), {
    ...{ x: x + BAR_WIDTH + 7 + widest * SIZES.tick * 0.56 + SIZES.label, y: frame.y + frame.height / 2 },
    ...{ size: SIZES.label, fill, anchor: 'middle' as const, turned: -90 },
  });
  return `<g aria-hidden="true">${boxes}${edge}${ticks.join('')}${name}</g>`;
}
