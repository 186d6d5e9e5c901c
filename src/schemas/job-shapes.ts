import {
  anyOf,
  count,
  listOf,
  object,
  oneOf,
  orNull,
  type Shape,
  text,
  told,
  whole,
  yesNo,
} from './shape.js';

/** What is wrong in a file, with its place. */
const fault: Shape = object({
  file: text,
  line: told(orNull(whole), '1-based.'),
  column: told(orNull(whole), '1-based, in UTF-16 units.'),
  severity: oneOf('error', 'warning'),
  message: text,
  fix: orNull(text),
  excerpt: anyOf(object({ text, caret: told(orNull(whole), '1-based place in the text.') }), {
    type: 'null',
  }),
});

/** Faults, for `$defs`. */
export const faults: Shape = listOf(fault);

/** A job of `check-input`. */
export const checkedJob: Shape = object({
  path: text,
  valid: yesNo,
  faults: { $ref: '#/$defs/faults' },
  warnings: { $ref: '#/$defs/faults' },
  files: orNull(count),
  total_bytes: orNull(count),
});

/** What would be sent. */
export const dryRun: Shape = object({
  dry_run: { const: true },
  jobs: listOf(
    object({
      path: text,
      files: listOf(
        object({
          name: text,
          size_bytes: count,
          named_by: listOf(object({ file: text, line: orNull(whole), column: orNull(whole), key: text })),
          is_job_file: yesNo,
        }),
      ),
      total_bytes: count,
      archive_bytes: count,
      archive_bytes_is_estimate: yesNo,
    }),
  ),
});

/** A written archive. */
export const archive: Shape = object({
  path: text,
  entries: count,
  size_bytes: count,
  unpacked_bytes: count,
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  job_ini: told(text, 'Its name in the archive.'),
});
