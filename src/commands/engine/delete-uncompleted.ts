import type { Context } from '../../context.js';
import { hasEnded } from '../../engine/outcome.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import { LoginError, NotFoundError, RefusedError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { abortCalculation } from '../../services/abort-calculation.js';
import { safeLine } from '../../views/safe-text.js';
import { abortRequest } from './abort-request.js';

/** `--delete-uncompleted-calculations` has no options of its own. */
export function parse(): Record<string, never> {
  return {};
}

/** What became of the calculations. */
interface Removals {
  readonly removed: number[];
  readonly kept: { readonly id: number; readonly reason: string }[];
  /** Whether the server refused one for another reason than its owner. */
  hasFailed: boolean;
}

/**
 * Aborts and deletes one's own calculations that are not complete. The server alone knows whose one is: it deletes
 * only one's own. So those that have ended go first, and a running one is aborted only where its owner is known to
 * be oneself: an abort cannot be taken back, and an open server lets everybody abort.
 */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const all = await server.list(context.stopped);
  const uncompleted = all
    .filter(({ status }) => status !== 'complete' && status !== 'shared')
    // Ended ones first; the newest first, for an older one cannot go before what started from it.
    .toSorted((a, b) => Number(hasEnded(b)) - Number(hasEnded(a)) || b.id - a.id);
  if (uncompleted.length === 0) {
    printer.note(`Every calculation on ${server.url} is complete.`);
    printer.json({ removed: [], kept: [] });
    return 'success';
  }
  if (!(await context.confirm({ text: question(uncompleted, server), yesInCi: false }))) {
    printer.note('Nothing was deleted.');
    printer.json({ removed: [], kept: [] });
    return 'success';
  }
  const removals = await removeOwn(context, server, uncompleted, new Set(all.map(({ owner }) => owner)));
  for (const { id, reason } of removals.kept) printer.warn(`Kept ${id}: ${safeLine(reason)}`);
  printer.json({ removed: removals.removed, kept: removals.kept });
  return removals.hasFailed ? 'calculationFailed' : 'success';
}

function question(uncompleted: readonly Calculation[], server: EngineServer): string {
  const named = uncompleted.map(
    ({ id, status, owner }) => `  ${id} (${safeLine(status)}, ${safeLine(owner)})`,
  );
  return [
    'Are you sure you want to (abort and) delete these calculations, as far as they are yours, and all associated outputs?',
    ...named,
    `This action cannot be undone. [${uncompleted.length} at ${server.url}]`,
  ].join('\n');
}

async function removeOwn(
  context: Context,
  server: EngineServer,
  uncompleted: readonly Calculation[],
  owners: ReadonlySet<string>,
): Promise<Removals> {
  // Where one owner has all there is, it is the account that every caller shares, or oneself.
  const own = new Set(owners.size === 1 ? owners : []);
  const removals: Removals = { removed: [], kept: [], hasFailed: false };
  for (const calculation of uncompleted) {
    const { id, owner } = calculation;
    try {
      if (!hasEnded(calculation)) {
        if (!own.has(owner)) {
          const reason = `it runs and may be ${owner}'s; if it is yours: openquake --delete-calculation ${id}`;
          removals.kept.push({ id, reason });
          continue;
        }
        await abortCalculation(
          server,
          id,
          abortRequest(context, (text) => context.printer.warn(text), context.stopped),
        );
      }
      await server.remove(id, context.stopped);
      own.add(owner);
      removals.removed.push(id);
      context.printer.line(`Removed ${id}`);
    } catch (error) {
      // Gone meanwhile is as good as removed.
      if (error instanceof NotFoundError) continue;
      if (!(error instanceof LoginError || error instanceof RefusedError)) throw error;
      removals.kept.push({ id, reason: error.message });
      removals.hasFailed ||= error instanceof RefusedError;
    }
  }
  return removals;
}
