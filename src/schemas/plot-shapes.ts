import { anyOf, listOf, number, object, oneOf, orNull, text, told } from './shape.js';

const domain = told(listOf(number), 'Lower and upper end.');

const axis = object(
  { label: text, scale: oneOf('linear', 'log', 'category', 'longitude', 'latitude'), domain },
  { unit: text, short: text, categories: listOf(text), ticks: listOf(number) },
);

const numbers = told(listOf(orNull(number)), 'null: a gap.');

const layer = object(
  { kind: oneOf('line', 'band', 'bars', 'cells', 'points', 'rule') },
  {
    name: text,
    look: object(
      { tone: told(anyOf(oneOf('ink', 'faint'), { type: 'integer' }), 'A number: of a series.') },
      { dash: text },
    ),
    x: numbers,
    y: numbers,
    low: numbers,
    high: numbers,
    x0: numbers,
    x1: numbers,
    y0: numbers,
    y1: numbers,
    values: numbers,
    sizes: numbers,
    labels: listOf(text),
    keys: told(listOf(text), 'Of places: the number of the site, the id of the asset or the rupture.'),
    axis: oneOf('x', 'y'),
    at: number,
    label: text,
  },
);

/** A picture as data. */
export const plotResult = object({
  what: told(text, 'hcurves, uhs, hmaps ...: what is drawn.'),
  path: told(orNull(text), 'Where the picture was written; null without -o.'),
  others: told(listOf(text), 'What else is there to draw.'),
  figure: object({
    title: text,
    subtitle: orNull(text),
    notes: listOf(text),
    panels: listOf(
      object({
        title: orNull(text),
        x: axis,
        y: axis,
        colour: told(
          anyOf(object({ label: text, scale: oneOf('linear', 'log'), domain }, { unit: text, short: text }), {
            type: 'null',
          }),
          'What the values of cells and points are.',
        ),
        layers: listOf(layer),
      }),
    ),
  }),
});
