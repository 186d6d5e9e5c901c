import type { Calculation } from '../engine/types.js';
import { UnreachableError } from '../errors.js';

/**
 * How long the log of a calculation without a process may be silent before nobody waits for it any longer. Seen so: one that was
 * aborted while it waited and that 3.23.5 executes all the same; it does add rows, so the silence is waited for. Not so: a
 * calculation whose process was killed, which both engines go on calling executing and running.
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
      `The server calls calculation ${id} ${status}, but says that no process of it runs, and its log has been silent for ${LIFELESS_MS / 60_000} minutes: nothing shows that it will end.`,
      {
        hint: `Whoever runs that server can see whether it still computes; a restart of the server calls it failed. Wait on all the same: openquake logs ${id} --follow`,
        facts: { calculation_id: id, status },
      },
    );
  }
}
