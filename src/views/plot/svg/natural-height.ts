import { type Figure, isMap, type Panel } from '../model.js';

/** The narrowest that a panel may become before it goes to the next row. */
export const LEAST_PANEL = 270;

const LINE = 17;
/** Around the frame of a panel: its title, the labels of its axis, the name of it. */
const AROUND = 90;
const BESIDE = 130;
const ROW_OF_BARS = 26;

/** @returns the columns for small multiples where the height is free. */
function columnsOf(count: number, width: number): number {
  const most = Math.max(1, Math.floor(width / LEAST_PANEL));
  const wanted = Math.min(count, most, Math.ceil(Math.sqrt(count * 1.5)));
  return Math.ceil(count / Math.ceil(count / Math.max(1, wanted)));
}

/** @returns the height in pixels at which a figure of that width looks best. */
export function naturalHeight({ panels, notes, subtitle }: Figure, width: number): number {
  const words = 70 + (subtitle === undefined ? 0 : LINE) + notes.length * LINE;
  if (panels.length === 0) return words + 80;
  const columns = columnsOf(panels.length, width);
  const rows = Math.ceil(panels.length / columns);
  const heights = panels.map((panel) => heightOf(panel, width / columns, panels.length === 1));
  return Math.round(words + rows * Math.max(...heights));
}

function heightOf(panel: Panel, width: number, isAlone: boolean): number {
  const inner = Math.max(80, width - BESIDE);
  if (panel.y.scale === 'category')
    return AROUND + Math.max(60, (panel.y.categories ?? []).length * ROW_OF_BARS);
  if (!isMap(panel)) return AROUND + Math.max(160, inner * (isAlone ? 0.55 : 0.75));
  const [[west, east], [south, north]] = [panel.x.domain, panel.y.domain];
  const squeeze = Math.max(0.1, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const ratio = (north - south) / ((east - west) * squeeze);
  return AROUND + Math.min(Math.max(inner * ratio, 120), isAlone ? Math.max(380, width * 0.75) : 300);
}
