import type { Calculation } from '../engine/types.js';
import { UnreachableError } from '../errors.js';

/**
 * How long the log of a calculation without a process may be silent before nobody waits for it any longer. A server
 * whose process was killed together with the calculation's (no memory left) says `executing` of it for ever; but an
 * aborted one that 3.23.5 executes all the same has no process in the server's books either, and does add rows.
 */
export const LIFELESS_MS = 600_000;

/**
 * How long a log may be silent before its follower is told. No server notices that a process was killed: it calls it
 * executing and running (docs/engine-behaviour.md). But a task may be silent as long, so this ends nothing.
 */
export const SILENT_MS = 1_800_000;

/** Whether the server itself says that nothing runs of what it calls unfinished. */
export function hasLostProcess({ status, isRunning }: Calculation): boolean {
  return !isRunning && ['created', 'submitted', 'executing'].includes(status);
}

/** Nothing was heard of a calculation without a process for {@link LIFELESS_MS}. */
export class LifelessError extends UnreachableError {
  override readonly kind = 'lifeless';

  constructor({ id, status }: Calculation) {
    super(
      `The server calls calculation ${id} ${status}, but says that no process of it runs, and its log has been silent for ${LIFELESS_MS / 60_000} minutes: it was probably killed (no memory left?) and will not end.`,
      {
        hint: `A restart of that server would settle it: it then calls it failed. Wait on all the same: openquake logs ${id} --follow`,
        facts: { calculation_id: id, status },
      },
    );
  }
}
