import { isMap, type Panel } from '../model.js';
import { ticksOf, type Tick } from '../ticks.js';
import { textWidth } from './markup.js';

/** Sizes of letters in pixels. */
export const SIZES = { title: 16, subtitle: 12, panel: 12, label: 12, tick: 11, note: 11 } as const;

/** A rectangle in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the parts of a panel stand. */
export interface PanelFrame {
  /** Inside the axes. */
  readonly frame: Rectangle;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly colourTicks: readonly Tick[];
  /** Left of the frame: the widest label of a tick. */
  readonly yTickWidth: number;
}

/** Between ticks and their labels, labels and the name of the axis. */
const GAP = 8;
/** Width of a colour bar. */
export const BAR_WIDTH = 12;
/** Between the frame and the colour bar. */
export const BAR_GAP = 14;
/** Room for one lying bar. */
const THICKEST_BAR = 56;
/** Longest label of a category. */
export const LONGEST_LABEL = 170;

/** @returns the inside of the axes of a panel and its ticks, in a rectangle for all of the panel. */
export function framePanel(panel: Panel, room: Rectangle): PanelFrame {
  const top = room.y + (panel.title === undefined ? 6 : SIZES.panel + 12);
  const bottom = room.y + room.height - (SIZES.tick + SIZES.label + GAP + 12);
  const height = Math.max(20, bottom - top);
  const yTicks = ticksOf(panel.y, panel.y.scale === 'category' ? Math.max(1, height / 14) : height / 36);
  const yTickWidth = widest(yTicks);
  const left = room.x + SIZES.label + GAP + yTickWidth + GAP + 3;
  const colourTicks = panel.colour === undefined ? [] : ticksOf(panel.colour, height / 36);
  const right =
    room.x +
    room.width -
    (panel.colour === undefined ? 14 : BAR_GAP + BAR_WIDTH + GAP + widest(colourTicks) + SIZES.label + GAP);
  const width = Math.max(20, right - left);
  const most = panel.y.scale === 'category' ? (panel.y.categories ?? []).length * THICKEST_BAR : height;
  const plain = { x: left, y: top, width, height: Math.min(height, Math.max(most, 60)) };
  const frame = isMap(panel) ? equalScales(panel, plain) : plain;
  const labelWidth = widest(ticksOf(panel.x, 6)) + 14;
  const xTicks = ticksOf(panel.x, Math.max(2, frame.width / Math.max(40, labelWidth)));
  return { frame, xTicks, yTicks, colourTicks, yTickWidth };
}

function widest(ticks: readonly Tick[]): number {
  const widths = ticks.map(({ label }) => textWidth(label, SIZES.tick));
  return Math.min(LONGEST_LABEL, Math.max(0, ...widths));
}

/** A kilometre must be as long to the east as to the north, at the middle of the map. */
function equalScales(panel: Panel, room: Rectangle): Rectangle {
  const [west, east] = panel.x.domain;
  const [south, north] = panel.y.domain;
  const squeeze = Math.max(0.1, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const perDegree = Math.min(room.width / ((east - west) * squeeze), room.height / (north - south));
  const width = (east - west) * squeeze * perDegree;
  const height = (north - south) * perDegree;
  return { x: room.x + (room.width - width) / 2, y: room.y, width, height };
}
