import type { Layer, Look } from '../model.js';
import { SERIES_COLOURS } from '../palette.js';

/** Names of symbols of Observable Plot, in the order of tones. */
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'times', 'star', 'plus', 'wye'] as const;

/** @returns the symbol that tells a series from others without its colour; undefined for what needs none. */
export function symbolOf({ tone }: Look): (typeof SYMBOLS)[number] | undefined {
  return typeof tone === 'number' ? SYMBOLS[tone % SYMBOLS.length] : undefined;
}

const DASHES = ['', '6 3', '2 3', '8 3 2 3', '12 3'];

/** @returns the dashes of a line, as SVG writes them; empty for a solid one. */
export function dashesOf({ tone, dash }: Look): string {
  if (dash === 'dashed') return '6 3';
  if (dash === 'dotted') return '2 3';
  return typeof tone === 'number' ? (DASHES[Math.floor(tone / SERIES_COLOURS) % DASHES.length] ?? '') : '';
}

/** @returns the width of a line in pixels: what matters most is widest. */
export function widthOf({ tone }: Look): number {
  return tone === 'ink' ? 2.4 : tone === 'faint' ? 0.8 : 1.6;
}

/** One entry of a legend. */
export interface LegendEntry {
  readonly name: string;
  readonly look: Look;
  readonly shape: 'line' | 'box' | 'point';
}

/** @returns what has a name, each name once: first what matters most, then the series in their order. */
export function legendOf(layers: readonly Layer[]): LegendEntry[] {
  const entries = new Map<string, LegendEntry>();
  for (const layer of layers) {
    if (layer.kind === 'rule' || layer.kind === 'outline' || layer.kind === 'cells') continue;
    if (layer.name === undefined || entries.has(layer.name)) continue;
    const shape = layer.kind === 'line' ? 'line' : layer.kind === 'points' ? 'point' : 'box';
    entries.set(layer.name, { name: layer.name, look: layer.look, shape });
  }
  const rank = ({ look }: LegendEntry): number =>
    typeof look.tone === 'number' ? look.tone : look.tone === 'ink' ? -1 : Number.POSITIVE_INFINITY;
  return [...entries.values()].toSorted((one, other) => rank(one) - rank(other) || 0);
}
