import * as v from 'valibot';

/**
 * The shapes of the server's JSON, checked before anything believes them. Unknown keys are dropped: newer engines
 * add some. Fields that appeared or changed between 3.11 and 3.26 are optional here and settled in the readers.
 */

const flag = v.union([
  v.boolean(),
  v.pipe(
    v.number(),
    v.transform((number) => number !== 0),
  ),
]);

/** `1e999` is a number to JSON, and a half is no id. */
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const size = v.pipe(v.number(), v.finite());

/** An element of `/v1/calc/list`, and the whole of `/v1/calc/ID/status`. */
export const calculationWire = v.object({
  id,
  owner: v.nullish(v.string(), ''),
  calculation_mode: v.nullish(v.string(), ''),
  status: v.string(),
  is_running: v.optional(flag, false),
  description: v.nullish(v.string(), ''),
  parent_id: v.nullish(v.pipe(v.number(), v.safeInteger())),
  size_mb: v.nullish(size),
  start_time: v.nullish(v.string()),
  relevant: v.optional(flag, true),
  /** Since 3.25: names joined by comma and blank; the one for which it is preferred ends in a star. */
  tags: v.nullish(v.string()),
});

export const calculationListWire = v.array(calculationWire);

/** `/v1/calc/list_tags` */
export const tagListWire = v.object({ tags: v.array(v.string()) });

/** `[time, level, process, message]`. */
export const logWire = v.array(v.tuple([v.string(), v.string(), v.nullish(v.string(), ''), v.string()]));

export const tracebackWire = v.array(v.string());

/** An element of `/v1/calc/ID/results`. */
export const outputListWire = v.array(
  v.object({
    id,
    name: v.string(),
    type: v.string(),
    outtypes: v.array(v.string()),
    size_mb: v.nullish(size),
  }),
);

/** The answer to a submission that was accepted; newer engines send the whole row. */
export const submittedWire = v.object({ job_id: id });

/** The answer to a submission that was refused: engines from 3.20 on, and the bare list of older ones. */
export const refusedWire = v.union([
  v.object({ traceback: v.array(v.string()), job_id: v.nullish(id) }),
  v.pipe(
    v.array(v.string()),
    v.transform((traceback) => ({ traceback, job_id: undefined })),
  ),
]);

/** `/v1/ini_defaults`: parameters with their defaults, of any type. */
export const iniDefaultsWire = v.pipe(
  v.record(v.string(), v.unknown()),
  v.check((defaults) => Object.hasOwn(defaults, 'description')),
);

/** `/v1/available_gsims` */
export const gsimListWire = v.pipe(v.array(v.string()), v.minLength(1));

/**
 * abort, remove, share: one of the two keys, and never neither. Other services answer in JSON too; what they say must
 * not count as done.
 */
export const controlWire = v.union([
  v.object({ error: v.string() }),
  v.object({ success: v.union([v.string(), v.number()]) }),
]);

/** The answer of `/v1/on_same_fs`. */
export const sameFileWire = v.object({ success: v.boolean() });
