import { calculationRow, outputRow } from './calculation-shapes.js';
import { calculationId, listOf, number, object, oneOf, orNull, type Shape, text, told } from './shape.js';

/** A calculation with all that the server tells of it. */
export const calculationDetail: Shape = {
  allOf: [
    calculationRow,
    object({
      stop_time: told(orNull(text), 'UTC; null while it runs and where the server does not tell.'),
      duration_s: orNull(number),
      children: told(listOf(calculationId), 'Calculations that started from it.'),
      outputs: listOf(outputRow),
      error: told(orNull(text), 'Of a failed one: what the engine logged last, traceback and all.'),
    }),
  ],
};

/** What became of one calculation that something was to be done to. */
export const actionRow: Shape = object({
  calculation_id: calculationId,
  outcome: told(
    text,
    'aborted, already-ended, removed, aborted-and-removed, shared, already-shared, unshared, already-unshared, tagged, already-tagged, untagged, not-tagged, preferred; failed; not-tried.',
  ),
  status: told(orNull(text), 'As last seen; null where it is gone.'),
  message: text,
  error: told(orNull({ type: 'object' }), 'As in the schema "error".'),
});

/** A tag of the server. */
export const tagRow: Shape = object({
  tag: text,
  preferred: orNull(calculationId),
  calculations: listOf(calculationId),
});

/** What became of a tag that was made or deleted. */
export const tagActionRow: Shape = object({
  tag: text,
  outcome: oneOf('created', 'already-there', 'deleted', 'not-there', 'unpreferred', 'not-preferred'),
});

/** Where a calculation's web page is. */
export const webPage: Shape = object({ calculation_id: calculationId, url: text });
