/*
 * A picture before it is drawn: axes, what stands in them, and words. Figures (views/plot/figures) make it of datasets; the
 * terminal, SVG and whatever comes later draw it. Numbers are those of the data, in the units of their axes; nothing
 * here knows of pixels, characters or colours.
 */

/** One axis of a panel. */
export interface Axis {
  /** What it counts, without the unit. */
  readonly label: string;
  /** The same where there is little room. */
  readonly short?: string | undefined;
  readonly unit?: string | undefined;
  /** `longitude` and `latitude` are linear, in degrees; longitudes may run beyond 180 across the antimeridian. */
  readonly scale: 'linear' | 'log' | 'category' | 'longitude' | 'latitude';
  /** Both ends, rising, never equal; above 0 where logarithmic. Of n categories 0 and n: the first stands from 0 to 1. */
  readonly domain: readonly [number, number];
  readonly categories?: readonly string[] | undefined;
  /** Where ticks stand, e.g. at the edges of bins; otherwise whoever draws chooses. */
  readonly ticks?: readonly number[] | undefined;
}

/** `ink` for what matters most, `faint` for one among many, a number (from 0) for one series among several. */
export type Tone = 'ink' | 'faint' | number;

/** How a layer is told from others; whoever draws adds markers, for colour alone tells too little. */
export interface Look {
  readonly tone: Tone;
  readonly dash?: 'dashed' | 'dotted' | undefined;
}

/** Values along an axis; gaps are NaN. */
export interface LineLayer {
  readonly kind: 'line';
  /** For the legend; without one the line is not in it. */
  readonly name?: string | undefined;
  readonly look: Look;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** What lies between two curves. */
export interface BandLayer {
  readonly kind: 'band';
  readonly name?: string | undefined;
  readonly look: Look;
  readonly x: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Edges of rectangles, all of one length. */
interface Rectangles {
  readonly x0: Float64Array;
  readonly x1: Float64Array;
  readonly y0: Float64Array;
  readonly y1: Float64Array;
}

/** Bars of one series: bars that are stacked stand in several layers. */
export interface BarLayer extends Rectangles {
  readonly kind: 'bars';
  readonly name?: string | undefined;
  readonly look: Look;
}

/** Rectangles coloured by the scale of their panel. */
export interface CellLayer extends Rectangles {
  readonly kind: 'cells';
  readonly values: Float64Array;
}

/** Places, coloured by the scale of their panel where they have values. */
export interface PointLayer {
  readonly kind: 'points';
  readonly name?: string | undefined;
  readonly look: Look;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly values?: Float64Array | undefined;
  /** Radius as a part of the largest, 0 to 1. */
  readonly sizes?: Float64Array | undefined;
  /** What each is, for whoever points at it. */
  readonly labels?: readonly string[] | undefined;
  /** Names for programs, e.g. the number of the site: `data-key` in SVG. */
  readonly keys?: readonly string[] | undefined;
}

/** A line across the panel, e.g. a return period. */
interface RuleLayer {
  readonly kind: 'rule';
  /** The axis on which it has its value. */
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly label: string;
}

/** Coasts and borders: longitude and latitude in turn, one array a line. */
export interface OutlineLayer {
  readonly kind: 'outline';
  readonly lines: readonly Float64Array[];
}

/** What stands in a panel, the first at the bottom. */
export type Layer = LineLayer | BandLayer | BarLayer | CellLayer | PointLayer | RuleLayer | OutlineLayer;

/** What the colours of cells and points mean. */
export interface ColourScale {
  readonly label: string;
  /** The same where there is little room. */
  readonly short?: string | undefined;
  readonly unit?: string | undefined;
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
}

/** One pair of axes. With a longitude and a latitude it is a map: both scales are equal at its middle latitude. */
export interface Panel {
  readonly title?: string | undefined;
  readonly x: Axis;
  readonly y: Axis;
  readonly layers: readonly Layer[];
  readonly colour?: ColourScale | undefined;
}

/** A whole picture. */
export interface Figure {
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** One, or small multiples. */
  readonly panels: readonly Panel[];
  /** What a reader must know: what was left out, how sites were chosen. */
  readonly notes: readonly string[];
}

/** @returns whether a panel is a map. */
export function isMap(panel: Panel): boolean {
  return panel.x.scale === 'longitude';
}
