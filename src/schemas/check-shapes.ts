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
  whole,
  yesNo,
} from './shape.js';

/** One cell that reads otherwise than expected. */
const checkedCell = object({
  where: told(text, 'Its place as one phrase.'),
  place: told({ type: 'object' }, 'The columns that say where it is, by name: site, asset, event, IMT ...'),
  row: told(whole, 'Of the expected table; 1 is the first behind the names.'),
  got_row: whole,
  column: text,
  expected: text,
  got: text,
  absolute: told(orNull(number), 'Distance; null: one is no number.'),
  relative: told(orNull(number), 'Distance over the larger of the two.'),
  beyond: told(yesNo, 'Whether it lies beyond the tolerance.'),
});

/** What was found of one output. */
const checkedOutput = object({
  output: text,
  verdict: oneOf('identical', 'close', 'different', 'missing', 'extra', 'unreadable', 'not-compared'),
  fails: told(yesNo, 'Whether it makes the check fail.'),
  expected: told(orNull(text), 'Name of the expected file; null: nobody expects the output.'),
  got: told(orNull(text), 'Name of the exported file; null: the calculation gave none.'),
  paired_by: told(
    { enum: ['name', 'like-name', 'columns', null] },
    'How the two were found to be one output; like-name: another release names it so.',
  ),
  rtol: number,
  atol: number,
  keys: told(orNull(listOf(text)), 'Columns by which rows were paired; empty: by their order.'),
  rows: told(orNull(count), 'Pairs of rows compared.'),
  cells_changed: orNull(count),
  cells_beyond: told(orNull(count), 'Cells beyond the tolerance.'),
  max_relative_difference: orNull(number),
  missing_rows: orNull(count),
  extra_rows: orNull(count),
  missing_columns: orNull(listOf(text)),
  extra_columns: orNull(listOf(text)),
  why: told(orNull(text), 'In words.'),
  worst: told(listOf(checkedCell), 'The worst cells, the worst first.'),
});

/** What check prints. */
export const checkResult: Shape = object({
  what: told(text, 'The job, the calculation or the folder.'),
  calculation_ids: listOf(calculationId),
  agrees: told(
    yesNo,
    'Whether all that is expected is there and agrees (after an update: what was not written).',
  ),
  export_failures: told(listOf(text), 'Outputs that could not be exported.'),
  outputs: listOf(checkedOutput),
  updated: told(listOf(text), 'Expected files that --update wrote.'),
});
