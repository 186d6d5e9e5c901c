import type { EngineServer } from '../../engine/server.js';

/** @returns a command line that the user can paste: the program, the host where it was typed, and the words. */
export function nextCommand(server: Pick<EngineServer, 'hostFlag'>, words: string): string {
  return `openquake ${server.hostFlag === '' ? '' : `${server.hostFlag} `}${words}`;
}

/** @returns how to find a calculation again that goes on by itself: a command a line, so that each can be pasted. */
export function followOrAbort(server: Pick<EngineServer, 'hostFlag'>, id: number): string {
  return [
    `Follow it: ${nextCommand(server, `logs ${id} --follow`)}`,
    `Abort it:  ${nextCommand(server, `--abort ${id}`)}`,
  ].join('\n');
}
