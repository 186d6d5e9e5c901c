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

/** A calculation as lists tell it. */
export const calculationRow: Shape = object({
  id: calculationId,
  calculation_mode: text,
  status: told(text, "The engine's word: created, submitted, executing, complete, failed, aborted ..."),
  start_time: told(orNull(text), 'ISO 8601 without a zone: UTC.'),
  description: text,
  owner: text,
  is_running: yesNo,
  hazard_calculation_id: orNull(calculationId),
  size_mb: orNull(number),
  tags: listOf(text),
  preferred_for: listOf(text),
});

/** An output as lists tell it. */
export const outputRow: Shape = object({
  id: told(count, 'What --export-output takes.'),
  name: text,
  type: told(text, 'The key in the datastore.'),
  formats: listOf(text),
  size_mb: orNull(number),
});

/** A row of the log. */
export const logRow: Shape = object({ time: text, level: text, process: text, message: text });

/** A file that was exported. */
const exportedFile: Shape = object({
  path: text,
  placement: told(oneOf('written', 'same', 'kept-other'), 'What became of a file of that name.'),
});

/** What an export left. */
export const exportFacts = {
  files: listOf(exportedFile),
  failures: told(listOf(text), 'What could not be exported, in words; the rest was.'),
};

/** One calculation of a run. */
export const runReport: Shape = object(
  { calculation_id: calculationId, host: told(text, 'URL of the server.'), status: text },
  {
    outcome: oneOf('complete', 'failed', 'aborted', 'deleted'),
    hazard_calculation_id: orNull(calculationId),
    duration_s: number,
    log_rows: count,
    server_log_rows: count,
    taken_up: told(yesNo, 'An earlier program, which died, had submitted it; nothing was sent.'),
    reused: told(yesNo, 'An earlier calculation stands for it.'),
    outputs: listOf(outputRow),
    exports: object(exportFacts, { folder: told(text, 'As the user would type it.') }),
    faults: { $ref: '#/$defs/faults' },
    job: told(text, 'Of several at once: the job file, or with --compare the host.'),
    rerun_of: told(calculationId, 'The calculation that was run again.'),
  },
);
