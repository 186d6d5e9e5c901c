import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import { diskFault } from '../../errors.js';
import { LockHeldError, takeLock } from '../../own-files/file-lock.js';
import { CRATE_NAME, type CrateFile, type CrateOutput } from '../../results/crate/crate-facts.js';
import { updateCrate } from '../../results/crate/update-crate.js';
import type { ExportTarget } from '../../services/export-folder.js';
import { recordFolder } from '../../services/export-record.js';
import { gatherFacts } from '../../services/provenance/gather-facts.js';
import { submittedFolder } from '../../services/provenance/submitted-inputs.js';
import { safeText } from '../../views/safe-text.js';
import { clientVersion } from './client-version.js';
import { serverName } from './server-name.js';

/** A description is read and written in milliseconds; who holds the lock longer was stopped in the middle. */
const LOCK_MS = 30_000;

/** What an export gave, for the description of its folder. */
export interface DescribedExport {
  readonly calculation: Calculation;
  readonly outputs: readonly CrateOutput[];
  readonly keptInputs?: CrateFile | undefined;
}

/**
 * Adds an export to the description of its folder (RO-Crate), unless the user wants none. A description that cannot be
 * written is a warning: the files are there, and they are what was asked for.
 * @throws the reason of the stop signal.
 */
export async function describeExport(
  context: Context,
  server: EngineServer,
  target: ExportTarget,
  { calculation, outputs, keptInputs }: DescribedExport,
): Promise<void> {
  if (context.globals.noCrate || outputs.length === 0) return;
  try {
    const name = await serverName(context, server);
    const facts = await gatherFacts(server, calculation, name, submittedFolder(context), context.stopped);
    const addition = { calculation: facts, outputs, keptInputs, clientVersion: clientVersion() };
    const unlock = await lockOf(context, target.folder);
    try {
      const why = await updateCrate(target.folder, addition);
      if (why !== undefined) warn(context, target, why);
    } finally {
      await unlock();
    }
  } catch (error) {
    if (context.stopped.aborted) throw context.stopped.reason;
    const fault = error instanceof LockHeldError ? error.message : diskFault(error)?.reason;
    if (fault === undefined) throw error;
    warn(context, target, fault);
  }
}

/** @returns the moment, as descriptions tell it: ISO 8601, UTC, to the second. */
export function momentOf(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}+00:00`;
}

/** Exports into one folder may end at the same time, in this program or another. */
async function lockOf(context: Context, folder: string): Promise<() => Promise<void>> {
  const locks = recordFolder(context);
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex');
  try {
    await mkdir(locks, { recursive: true });
    const wait = {
      clock: context.clock,
      patienceMs: LOCK_MS,
      elsewhereMs: LOCK_MS,
      stopped: context.stopped,
    };
    return await takeLock(join(locks, `${name.slice(0, 32)}.lock`), 'describes an export', wait);
  } catch (error) {
    // A home that may not be written keeps no lock, and hardly two programs of one user.
    if (diskFault(error) === undefined) throw error;
    return async () => Promise.resolve();
  }
}

function warn({ printer }: Context, { shown }: ExportTarget, why: string): void {
  printer.warn(
    safeText(
      `${shown}/${CRATE_NAME} was not written: ${why}. The exported files are whole; --no-crate writes no description.`,
    ),
  );
}
