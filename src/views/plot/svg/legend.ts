import type { Paints } from '../palette.js';
import { cutToWidth, px, textElement, textWidth } from './markup.js';
import { SIZES } from './panel-frame.js';
import { dashesOf, type LegendEntry, symbolOf, widthOf } from './series-marks.js';

const SWATCH = 26;
const GAP = 16;
const ROW = SIZES.tick + 6;
const LONGEST = 220;

/** Paths of the symbols of d3-shape, about 8 pixels wide, around their middle. */
const SYMBOL_PATHS: Readonly<Record<string, string>> = {
  circle: 'M3.2 0A3.2 3.2 0 1 1 -3.2 0A3.2 3.2 0 1 1 3.2 0Z',
  square: 'M-2.8 -2.8H2.8V2.8H-2.8Z',
  triangle: 'M0 -4L3.4 2.2H-3.4Z',
  diamond: 'M0 -4.2L2.4 0L0 4.2L-2.4 0Z',
  times: 'M-3 -3L3 3M3 -3L-3 3',
  star: 'M0 -4L1 -1.2L3.9 -1.2L1.6 0.6L2.4 3.4L0 1.8L-2.4 3.4L-1.6 0.6L-3.9 -1.2L-1 -1.2Z',
  plus: 'M-3.6 0H3.6M0 -3.6V3.6',
  wye: 'M0 0V4M0 0L-3.4 -2M0 0L3.4 -2',
};

/** @returns the legend in rows, and where it ends; nothing where there is nothing to tell. */
export function legendRows(
  entries: readonly LegendEntry[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  paints: Paints,
): { readonly markup: string; readonly bottom: number } {
  if (entries.length === 0) return { markup: '', bottom: y };
  let left = x;
  let top = y;
  const parts = entries.map((entry) => {
    const name = cutToWidth(entry.name, SIZES.tick, Math.min(LONGEST, width - SWATCH - 6));
    const needed = SWATCH + 6 + textWidth(name, SIZES.tick) + GAP;
    if (left > x && left + needed - GAP > x + width) {
      left = x;
      top += ROW;
    }
    const words = { x: left + SWATCH + 6, y: top + SIZES.tick, size: SIZES.tick, fill: paints.tone('ink') };
    const item = swatch(entry, left, top + SIZES.tick * 0.62, paints) + textElement(name, words);
    left += needed;
    return item;
  });
  return { markup: `<g class="oq-legend">${parts.join('')}</g>`, bottom: top + ROW };
}

function swatch({ look, shape }: LegendEntry, x: number, y: number, paints: Paints): string {
  const colour = paints.tone(look.tone);
  if (shape === 'box')
    return `<rect x="${px(x)}" y="${px(y - 5)}" width="${SWATCH}" height="10" fill="${colour}"${look.tone === 'faint' ? ' fill-opacity="0.3"' : ''}/>`;
  const symbol = shape === 'point' ? (symbolOf(look) ?? 'circle') : symbolOf(look);
  const path =
    symbol === undefined
      ? ''
      : `<path transform="translate(${px(x + SWATCH / 2)} ${px(y)})" d="${SYMBOL_PATHS[symbol] ?? ''}" fill="${colour}" stroke="${colour}"/>`;
  if (shape === 'point') return path;
  const dashes = dashesOf(look);
  const dash = dashes === '' ? '' : ` stroke-dasharray="${dashes}"`;
  return `<path d="M${px(x)} ${px(y)}h${SWATCH}" stroke="${colour}" stroke-width="${widthOf(look)}" fill="none"${dash}/>${path}`;
}
