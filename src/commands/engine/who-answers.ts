import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';

/**
 * Before anything is sent it must be known that an engine answers there.
 * @returns its version.
 * @throws UnreachableError
 */
export async function askWhoAnswers(context: Context, server: EngineServer): Promise<string> {
  const live = await context.printer.live(`Asking ${server.url} for its version`);
  try {
    return await server.version(context.stopped);
  } finally {
    live.stop();
  }
}
