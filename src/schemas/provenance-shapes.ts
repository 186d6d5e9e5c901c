import { calculationId, count, listOf, object, oneOf, orNull, type Shape, text, told } from './shape.js';

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
