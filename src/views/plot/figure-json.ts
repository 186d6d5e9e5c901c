import type { Figure } from './model.js';

/** Digits that the values of a picture keep: more than any eye can tell. */
const DIGITS = 7;

/** @returns a figure as JSON has it: lists of numbers, null for a gap; coasts are left out, for they are no data. */
export function figureJson(figure: Figure): unknown {
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? null,
    notes: figure.notes,
    panels: figure.panels.map(({ title, x, y, colour, layers }) => ({
      title: title ?? null,
      x,
      y,
      colour: colour ?? null,
      layers: layers
        .filter(({ kind }) => kind !== 'outline')
        .map((layer) =>
          Object.fromEntries(
            Object.entries(layer).map(([name, value]: [string, unknown]) => [
              name,
              value instanceof Float64Array ? Array.from(value, plain) : value,
            ]),
          ),
        ),
    })),
  };
}

function plain(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}
