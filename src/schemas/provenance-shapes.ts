import { comparedOutput } from './run-shapes.js';
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
  yesNo,
} from './shape.js';

/** What verify prints. */
export const verification: Shape = object({
  folder: text,
  crate_sha256: told(text, 'Of ro-crate-metadata.json itself, which is not signed.'),
  calculations: listOf(object({ calculation_id: calculationId, host: text, engine_version: orNull(text) })),
  same: count,
  changed: count,
  missing: count,
  extra: count,
  refused: told(count, 'Named outside of the folder, through a link, or twice: not looked at.'),
  unproven: told(count, 'Without a checksum, or not readable.'),
  files: listOf(
    object({
      name: text,
      state: oneOf('same', 'changed', 'missing', 'extra', 'refused', 'unproven'),
      detail: orNull(text),
      size_bytes: told(orNull(count), 'As described.'),
      sha256: told(orNull(text), 'As described.'),
    }),
  ),
});

/** What replay prints: the comparison, or the run that did not complete. */
export const replayed: Shape = anyOf(
  object({
    replay_of: calculationId,
    calculation_id: calculationId,
    host: text,
    engine_version_then: orNull(text),
    engine_version: text,
    inputs_from: oneOf('folder', 'named', 'this-machine', 'server'),
    inputs_proven: told(yesNo, 'Each input has the SHA-256 of what was sent then.'),
    same: told(yesNo, 'Every output agrees within the tolerance.'),
    comparison: object({ rtol: number, atol: number, outputs: listOf(comparedOutput) }),
  }),
  object({ calculations: listOf({ type: 'object' }), comparison: { type: 'null' } }),
);
