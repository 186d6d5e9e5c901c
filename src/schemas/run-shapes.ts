import { runReport } from './calculation-shapes.js';
import { dryRun } from './job-shapes.js';
import {
  anyOf,
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
} from './shape.js';

/** One of several jobs that did not come to an end. */
const brokenReport: Shape = object({
  job: text,
  calculation_id: orNull(calculationId),
  error: { type: 'object' },
});

/** One cell of two tables. */
const cellApart = object(
  { row: whole, column: text, left: text, right: text, relative: orNull(number) },
  {
    place: told(
      { type: 'object' },
      'Columns that say where it is, by name: site, asset, event, IMT ...; empty: rows were paired by order.',
    ),
  },
);

/** What --compare found of one output. */
export const comparedOutput: Shape = object({
  job: orNull(text),
  output: told(text, 'File name without the id.'),
  left: text,
  right: text,
  verdict: oneOf('identical', 'close', 'different', 'only-left', 'only-right'),
  rows: orNull(count),
  cells_beyond: told(orNull(count), 'Cells that differ by more than the tolerance.'),
  max_relative_difference: orNull(number),
  at: told(
    orNull(cellApart),
    'The cell furthest apart; row 1 of the left table is the first behind the names.',
  ),
  shape: told(orNull(text), 'What differs in columns or number of rows.'),
});

/** What a run prints: one, a chain, several at once, a comparison, a dry run. */
export const runResult: Shape = anyOf(
  object({ calculations: listOf(anyOf(runReport, brokenReport)) }),
  object({
    calculations: listOf(anyOf(runReport, brokenReport)),
    comparison: told(
      orNull(object({ rtol: number, atol: number, outputs: listOf(comparedOutput) })),
      'With --compare; null where a calculation did not complete.',
    ),
  }),
  object({
    dry_run: { const: true },
    calculation_id: calculationId,
    hazard_calculation_id: orNull(calculationId),
    job_ini: told(text, 'Of rerun: the job file that would be sent.'),
  }),
  dryRun,
);

/** A submission that was open. */
export const recoveredRow: Shape = object({
  token: told(text, 'What --forget takes.'),
  host: told(text, 'URL of the server, or local for the engine on this machine.'),
  job: text,
  submitted: told(text, 'ISO 8601, UTC.'),
  outcome: oneOf(
    'running',
    'ended',
    'refused',
    'removed',
    'never-arrived',
    'undecided',
    'open',
    'under-way',
    'forgotten',
  ),
  calculation_id: orNull(calculationId),
  status: told(orNull(text), "The server's word for the calculation."),
  message: text,
});
