import { calculationRow } from './calculation-shapes.js';
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

/** A calculation that was waited for. */
export const waitedRow: Shape = {
  allOf: [
    calculationRow,
    object({
      outcome: told(
        orNull(oneOf('complete', 'failed', 'aborted', 'removed', 'doubtful')),
        'null: it had not ended when the time was up; doubtful: failed, as a restarted server says it of all.',
      ),
    }),
  ],
};

const taskCounts = {
  submitted: told(orNull(count), 'Tasks of the phase that runs, from the log.'),
  done: told(orNull(count), 'Those of them that are done, from the percentage of the log.'),
  queued: orNull(count),
};

/** What `cluster` tells. */
export const clusterState: Shape = object({
  host: text,
  engine: text,
  calculations: listOf(object({ owner: text, running: count, waiting: count })),
  running: listOf(
    object({
      id: calculationId,
      owner: text,
      phase: told(orNull(text), 'The kind of task that runs.'),
      ...taskCounts,
      workers: told(orNull(count), 'As the log of the calculation says.'),
    }),
  ),
  tasks: object(taskCounts),
  workers: told(orNull(count), 'The last that a log speaks of.'),
  machine: told(
    orNull(
      object({
        cores: count,
        load_1_min: number,
        memory_bytes: count,
        free_memory_bytes: count,
        engine_memory_bytes: told(orNull(count), 'Resident memory of the server and its calculations.'),
        processes: told(count, 'Of the server and its calculations.'),
      }),
    ),
    'Known of the engine on this machine only.',
  ),
});

/** One check of `doctor`. */
export const diagnosis: Shape = object({
  check: told(text, 'e.g. host, name, tcp, tls, http, engine, login.'),
  result: oneOf('ok', 'warn', 'fail'),
  finding: text,
  next_step: orNull(text),
});
