import * as Plot from '@observablehq/plot';
import type { ColourScale, Layer, Panel, PointLayer } from '../model.js';
import type { Paints } from '../palette.js';
import { shortNumber } from '../numbers.js';
import { drawnByPlot, type DrawnElement, type MakeElement } from './observable-plot.js';
import type { Rectangle } from './panel-frame.js';
import { dashesOf, symbolOf, widthOf } from './series-marks.js';

/** Symbols along one line: more would be a line of symbols. */
const MOST_SYMBOLS = 12;

/** @returns what stands inside the axes of a panel, in pixels from the corner of its frame. */
export function panelLayers(
  panel: Panel,
  frame: Pick<Rectangle, 'width' | 'height'>,
  paints: Paints,
): string {
  const scale = (axis: Panel['x']) => ({
    type: axis.scale === 'log' ? ('log' as const) : ('linear' as const),
    domain: [...axis.domain],
    axis: null,
  });
  const parts = panel.layers.map((layer) =>
    drawnByPlot(
      {
        width: frame.width,
        height: frame.height,
        margin: 0,
        x: scale(panel.x),
        y: scale(panel.y),
        color: { type: 'identity' },
        r: { type: 'identity' },
        marks: marksOf(layer, panel, frame, paints),
      },
      layer.kind === 'points' ? (svg, make) => namePoints(svg, make, layer, panel.colour) : undefined,
    ),
  );
  return parts.join('');
}

function marksOf(
  layer: Layer,
  panel: Panel,
  frame: Pick<Rectangle, 'width' | 'height'>,
  paints: Paints,
): Plot.Markish[] {
  switch (layer.kind) {
    case 'line':
      return lineMarks(layer, paints);
    case 'band': {
      const { x, low, high } = layer;
      const colour = paints.tone(layer.look.tone);
      return [
        Plot.areaY(indices(x.length), {
          x: at(x),
          y1: at(low),
          y2: at(high),
          fill: colour,
          fillOpacity: 0.3,
        }),
      ];
    }
    case 'bars': {
      const { x0, x1, y0, y1 } = layer;
      const fill = paints.tone(layer.look.tone);
      return [
        Plot.rect(indices(x0.length), {
          ...{ x1: at(x0), x2: at(x1), y1: at(y0), y2: at(y1) },
          ...{ fill, stroke: paints.paper, strokeWidth: 0.5 },
        }),
      ];
    }
    case 'cells': {
      const { x0, x1, y0, y1, values } = layer;
      const colour = colourOf(panel.colour, paints);
      return [
        Plot.rect(
          indices(values.length).filter((nth) => Number.isFinite(values[nth])),
          {
            ...{ x1: at(x0), x2: at(x1), y1: at(y0), y2: at(y1) },
            fill: (nth: number) => colour(values[nth] ?? 0),
            shapeRendering: 'crispEdges',
          },
        ),
      ];
    }
    case 'points':
      return [pointMark(layer, panel.colour, frame, paints)];
    case 'rule':
      return ruleMarks(layer, panel, paints);
    case 'outline':
      return layer.lines.map((line) =>
        Plot.line(indices(line.length / 2), {
          x: (nth: number) => line[nth * 2],
          y: (nth: number) => line[nth * 2 + 1],
          ...{ stroke: paints.land, strokeWidth: 0.7 },
        }),
      );
  }
}

function lineMarks({ x, y, look }: Extract<Layer, { kind: 'line' }>, paints: Paints): Plot.Markish[] {
  const stroke = paints.tone(look.tone);
  const dashes = dashesOf(look);
  const line = Plot.line(indices(x.length), {
    ...{ x: at(x), y: at(y), stroke, strokeWidth: widthOf(look) },
    ...(dashes === '' ? {} : { strokeDasharray: dashes }),
    ...(look.tone === 'faint' ? { strokeOpacity: 0.7 } : {}),
  });
  const drawn = indices(x.length).filter((nth) => Number.isFinite(x[nth]) && Number.isFinite(y[nth]));
  const symbol = symbolOf(look) ?? (drawn.length === 1 ? ('circle' as const) : undefined);
  if (symbol === undefined) return [line];
  const every = Math.ceil(drawn.length / MOST_SYMBOLS);
  const phase = typeof look.tone === 'number' ? look.tone : 0;
  const marked = drawn.filter((_nth, place) => (place + phase) % every === 0);
  return [
    line,
    Plot.dot(marked, {
      x: at(x),
      y: at(y),
      symbol,
      r: 3.2,
      fill: stroke,
      stroke,
      strokeWidth: 1,
      sort: null,
    }),
  ];
}

function pointMark(
  { x, y, values, sizes, look }: PointLayer,
  scale: ColourScale | undefined,
  frame: Pick<Rectangle, 'width' | 'height'>,
  paints: Paints,
): Plot.Markish {
  const colour = colourOf(scale, paints);
  const radius = Math.min(
    7,
    Math.max(1.6, Math.sqrt((frame.width * frame.height) / Math.max(1, x.length)) / 2.6),
  );
  const fill = paints.tone(look.tone);
  return Plot.dot(drawnPoints({ x, y, values }), {
    ...{ x: at(x), y: at(y), sort: null },
    r: sizes === undefined ? radius : (nth: number) => 1.5 + 9 * (sizes[nth] ?? 0),
    fill: values === undefined ? fill : (nth: number) => colour(values[nth] ?? 0),
    ...(sizes === undefined ? {} : { fillOpacity: 0.6 }),
    ...(x.length > 1500 ? {} : { stroke: paints.tone('ink'), strokeWidth: 0.4, strokeOpacity: 0.6 }),
  });
}

function drawnPoints({ x, y, values }: Pick<PointLayer, 'x' | 'y' | 'values'>): number[] {
  return indices(x.length).filter(
    (nth) =>
      Number.isFinite(x[nth]) &&
      Number.isFinite(y[nth]) &&
      (values === undefined || Number.isFinite(values[nth])),
  );
}

/** Gives each point what a reader sees who points at it, and a name for programs. */
function namePoints(
  svg: DrawnElement,
  make: MakeElement,
  layer: PointLayer,
  scale: ColourScale | undefined,
): void {
  const drawn = drawnPoints(layer);
  [...svg.querySelectorAll('circle')].forEach((circle, place) => {
    const nth = drawn[place] ?? -1;
    const [key, label, value] = [layer.keys?.[nth], layer.labels?.[nth], layer.values?.[nth]];
    if (key !== undefined) circle.setAttribute('data-key', key);
    if (label === undefined) return;
    const title = make('title');
    const number =
      value === undefined
        ? ''
        : `: ${shortNumber(value, 4)}${scale?.unit === undefined ? '' : ` ${scale.unit}`}`;
    title.textContent = `${label}${number}`;
    circle.append(title);
  });
}

function ruleMarks(
  { axis, at: value, label }: Extract<Layer, { kind: 'rule' }>,
  panel: Panel,
  paints: Paints,
): Plot.Markish[] {
  const look = { stroke: paints.tone('ink'), strokeDasharray: '2 3', strokeOpacity: 0.7 };
  const words = {
    text: () => label,
    fontSize: 10,
    fill: paints.tone('ink'),
    stroke: paints.paper,
    strokeWidth: 3,
  };
  return axis === 'y'
    ? [
        Plot.ruleY([value], look),
        Plot.text([value], {
          ...words,
          x: () => panel.x.domain[1],
          y: (one: number) => one,
          textAnchor: 'end',
          dx: -4,
          dy: -7,
        }),
      ]
    : [
        Plot.ruleX([value], look),
        Plot.text([value], {
          ...words,
          x: (one: number) => one,
          y: () => panel.y.domain[1],
          textAnchor: 'start',
          dx: 4,
          dy: 8,
        }),
      ];
}

/** @returns the colour of a value, the ends of the scale for what lies beyond. */
export function colourOf(scale: ColourScale | undefined, paints: Paints): (value: number) => string {
  const [low, high] = scale?.domain ?? [0, 1];
  const of = scale?.scale === 'log' ? Math.log : (value: number): number => value;
  return (value) => paints.scale(Math.min(1, Math.max(0, (of(value) - of(low)) / (of(high) - of(low)))));
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_unused, nth) => nth);
}

function at(values: Float64Array): (nth: number) => number | undefined {
  return (nth) => values[nth];
}
