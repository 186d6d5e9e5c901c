/**
 * Holds a program back until its process is noted: were this program killed between the two, nobody would know of the
 * other. The gate becomes the program, under the same number; when its input ends without the word, it ends too.
 */
const GATE = 'read -r word && [ "$word" = go ] && exec "$@"';

/** What opens the gate. */
export const GATE_WORD = 'go\n';

/** @returns the command line that waits for {@link GATE_WORD} on its input; Windows has no such means. */
export function gated(
  command: string,
  args: readonly string[],
  platform: NodeJS.Platform,
): readonly [string, readonly string[]] {
  return platform === 'win32' ? [command, args] : ['/bin/sh', ['-c', GATE, 'sh', command, ...args]];
}
