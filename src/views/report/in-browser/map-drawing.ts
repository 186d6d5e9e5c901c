import { pageColour } from './elements.js';
import type { FlatPlaces } from './flat-places.js';
import { COLOURS, type ColourScale } from './map-colours.js';
import type { MapFrame } from './map-frame.js';

/** What is drawn. */
export interface MapContent {
  readonly places: FlatPlaces;
  readonly values: readonly (number | null)[];
  /** Undefined where there are no values: all points are alike. */
  readonly colours: ColourScale | undefined;
  readonly chosen: number | undefined;
}

/** Draws coasts and borders. */
export function drawOutlines(
  paper: CanvasRenderingContext2D,
  outlines: readonly FlatPlaces[],
  frame: MapFrame,
): void {
  paper.beginPath();
  for (const { x, y } of outlines) {
    for (let at = 0; at < x.length; at += 1) {
      const [px, py] = pixel(x, y, at, frame);
      if (at === 0) paper.moveTo(px, py);
      else paper.lineTo(px, py);
    }
  }
  paper.strokeStyle = pageColour('--border');
  paper.lineWidth = 1;
  paper.stroke();
}

/** Draws the places, those of one colour together, and a ring around the chosen one. */
export function drawPlaces(paper: CanvasRenderingContext2D, content: MapContent, frame: MapFrame): void {
  const { places, values, colours, chosen } = content;
  const { x, y } = places;
  const radius = radiusOf(x.length, frame);
  const steps: number[][] = COLOURS.map(() => []);
  const bare: number[] = [];
  for (let at = 0; at < x.length; at += 1) {
    const [px, py] = pixel(x, y, at, frame);
    const isOutside = px < -radius || py < -radius || px > frame.width + radius || py > frame.height + radius;
    if (isOutside) continue;
    const step = colours?.stepOf(values[at]);
    (step === undefined ? bare : (steps[step] ?? bare)).push(px, py);
  }
  paint(paper, bare, radius, pageColour(colours === undefined ? '--link' : '--border'));
  steps.forEach((points, step) => paint(paper, points, radius, COLOURS[step] ?? ''));
  if (chosen === undefined) return;
  // Two rings, one of which is seen on any ground.
  for (const [colour, wide] of [
    ['--ground', 6],
    ['--ink', 2.5],
  ] as const) {
    paper.beginPath();
    paper.arc(...pixel(x, y, chosen, frame), radius + 4, 0, 2 * Math.PI);
    paper.strokeStyle = pageColour(colour);
    paper.lineWidth = wide;
    paper.stroke();
  }
}

function pixel(x: Float64Array, y: Float64Array, at: number, frame: MapFrame): [number, number] {
  return [((x[at] ?? 0) - frame.x) * frame.perUnit, ((y[at] ?? 0) - frame.y) * frame.perUnit];
}

/** Points get smaller where they would cover one another. */
function radiusOf(count: number, { width, height, zoom }: MapFrame): number {
  const spacing = Math.sqrt((width * height) / Math.max(1, count)) * Math.sqrt(Math.max(1, zoom));
  return Math.min(9, Math.max(1.2, spacing * 0.35));
}

function paint(
  paper: CanvasRenderingContext2D,
  points: readonly number[],
  radius: number,
  colour: string,
): void {
  if (points.length === 0) return;
  paper.fillStyle = colour;
  paper.beginPath();
  for (let at = 0; at < points.length; at += 2) {
    const [px, py] = [points[at] ?? 0, points[at + 1] ?? 0];
    if (radius < 3) paper.rect(px - radius, py - radius, 2 * radius, 2 * radius);
    else {
      paper.moveTo(px + radius, py);
      paper.arc(px, py, radius, 0, 2 * Math.PI);
    }
  }
  paper.fill();
  // The darkest colours are near to a dark ground, the lightest to a light one.
  if (radius < 3) return;
  paper.strokeStyle = pageColour('--faint');
  paper.lineWidth = 0.75;
  paper.stroke();
}
