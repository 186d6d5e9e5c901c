import type { EngineServer } from '../../engine/server.js';

/** @returns a command line that the user can paste: the program, the host where it was typed, and the words. */
export function nextCommand(server: Pick<EngineServer, 'hostFlag'>, words: string): string {
  return `openquake ${server.hostFlag === '' ? '' : `${server.hostFlag} `}${words}`;
}
