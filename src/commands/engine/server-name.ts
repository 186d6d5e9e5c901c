import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';

/** Name of the engine on this machine, which listens on another port each time. */
export const LOCAL_SERVER = 'local';

/** @returns the name by which files of this program know a server again. */
export async function serverName(
  context: Pick<Context, 'chosenHost'>,
  server: Pick<EngineServer, 'url'>,
): Promise<string> {
  return (await context.chosenHost()) === undefined ? LOCAL_SERVER : server.url;
}
