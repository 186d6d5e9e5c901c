import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Notice } from '../../services/notify.js';
import { safeLine } from '../../views/safe-text.js';
import { humanDuration } from '../../views/sizes.js';

/** What became of a calculation that somebody wants to hear of. */
export interface ToldEnd {
  readonly calculationId: number;
  readonly job: string | undefined;
  /** complete, failed, aborted or unknown. */
  readonly status: string;
  readonly durationMs: number;
}

/**
 * Tells the end of a calculation everywhere that `--notify` names. A place that cannot be told gets a warning; nothing is
 * thrown, and the exit code stays what it is.
 */
export async function tellEnd(
  context: Context,
  server: Pick<EngineServer, 'url'>,
  end: ToldEnd,
): Promise<void> {
  const { notify: places } = context.globals;
  if (places.length === 0) return;
  const { notify, parseNotifyTarget } = await import('../../services/notify.js');
  const targets = places.map(parseNotifyTarget);
  const { calculationId: id, job, status, durationMs } = end;
  const notice: Notice = {
    ...end,
    host: server.url,
    title: `OpenQuake calculation ${id}: ${status}`,
    text: safeLine(
      `Calculation ${id}${job === undefined ? '' : ` (${job})`} at ${server.url}: ${status} after ${humanDuration(durationMs)}.`,
    ),
  };
  for (const target of targets) {
    try {
      await notify(target, notice, context);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      context.printer.warn(
        `The end of calculation ${id} could not be told by ${target.kind}: ${safeLine(reason)}`,
      );
    }
  }
}

/**
 * Looks at what `--notify` names before anything is done.
 * @throws UsageError
 */
export async function checkNotify(context: Pick<Context, 'globals'>): Promise<void> {
  if (context.globals.notify.length === 0) return;
  const { parseNotifyTarget } = await import('../../services/notify.js');
  for (const place of context.globals.notify) parseNotifyTarget(place);
}
