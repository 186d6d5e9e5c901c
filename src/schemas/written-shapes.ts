import {
  calculationId,
  count,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  type Shape,
  text,
  told,
} from './shape.js';

/** A page about one calculation that was written. */
export const writtenReport: Shape = object({
  path: text,
  calculation_id: calculationId,
  size_bytes: count,
  left_out: told(listOf(text), 'What the page does not hold, and why.'),
});

/** A file of map layers that was written. */
export const writtenLayers: Shape = object({
  path: text,
  files: told(
    listOf(text),
    'All that were written: path first, then what stands beside it (.qml, .csvt, .prj).',
  ),
  layers: listOf(
    object({
      name: text,
      about: told(text, 'What it is and where it comes from.'),
      geometry: oneOf('Point', 'MultiPolygon'),
      features: count,
      columns: told(listOf(text), "The engine's, in its order."),
      bbox: told(
        orNull(listOf(number)),
        'West, south, east, north in degrees on WGS 84; null where it is empty.',
      ),
      style_column: told(orNull(text), 'The column that colours tell.'),
    }),
  ),
});
