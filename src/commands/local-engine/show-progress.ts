import type { LocalEngineEvent } from '../../local-engine/local-engine.js';
import type { Printer } from '../../output/printer.js';
import { eventText, isMilestone } from '../../views/local-engine.js';

/**
 * Shows what happens while `work` goes on: a live line on a terminal, with what stays above it; a line per milestone
 * elsewhere.
 */
export async function showProgress<T>(
  printer: Printer,
  work: (onEvent: (event: LocalEngineEvent) => void) => Promise<T>,
): Promise<T> {
  const live = await printer.live('The engine on this machine');
  try {
    return await work((event) => {
      const text = eventText(event);
      live.update(text);
      if (printer.drawsLive ? event.kind !== 'step' : isMilestone(event)) printer.note(text);
    });
  } finally {
    live.stop();
  }
}
