import { comparedOutput } from './run-shapes.js';
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
  yesNo,
} from './shape.js';

const side = object({
  label: text,
  host: text,
  calculation_id: calculationId,
  calculation_mode: text,
  description: text,
  engine_version: orNull(text),
});

/** What diff prints. */
export const difference: Shape = object({
  left: side,
  right: side,
  parameters: told(
    orNull(listOf(object({ name: text, left: orNull(text), right: orNull(text) }))),
    'Those that differ; null where those of one are not known.',
  ),
  inputs: listOf(
    object({ name: text, state: oneOf('same', 'changed', 'only-left', 'only-right', 'unknown') }),
  ),
  rtol: number,
  atol: number,
  outputs: listOf(comparedOutput),
});

const change = object(
  { kind: oneOf('parameter', 'file'), name: text },
  { from: orNull(text), to: orNull(text) },
);

/** What bisect prints. */
export const bisection: Shape = object({
  complete: told(yesNo, 'false: --max-runs were not enough.'),
  changes: listOf(change),
  moved_by: listOf(
    object({
      changes: told(listOf(change), 'Several: only together.'),
      max_relative_difference: told(orNull(number), 'null: a result is missing, or has other rows.'),
    }),
  ),
  max_relative_difference: orNull(number),
  explains_all: yesNo,
  runs: count,
  rtol: number,
  atol: number,
});
