import { StringDecoder } from 'node:string_decoder';
import { InterruptedError } from '../errors.js';

/** What a terminal in raw mode sends for the keys that a line editor knows. */
const KEYS = { interrupt: '\u0003', endOfInput: '\u0004', eraseLine: '\u0015', quit: '\u001c' };

/** The part of Node's terminal stream that is needed. */
export type SecretTerminal = Pick<NodeJS.ReadStream, 'setRawMode' | 'resume' | 'pause' | 'on' | 'off'>;

/**
 * Reads a line while the terminal echoes nothing. In raw mode Ctrl-C is a character like others, and no signal comes.
 * The terminal is as it was before, whatever happens.
 * @returns the line; undefined at the end of the input with nothing typed.
 * @throws InterruptedError at Ctrl-C; the reason of `stop`.
 */
export async function readSecretLine(
  terminal: SecretTerminal,
  stop: AbortSignal,
): Promise<string | undefined> {
  stop.throwIfAborted();
  const decoder = new StringDecoder('utf8');
  let typed: string[] = [];
  let letGo = (): void => undefined;
  terminal.setRawMode(true);
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      const onStop = (): void => reject(stop.reason instanceof Error ? stop.reason : new Error('stopped'));
      const onEnd = (): void => resolve(typed.length === 0 ? undefined : typed.join(''));
      const onData = (chunk: Buffer): void => {
        for (const key of decoder.write(chunk)) {
          if (key === '\r' || key === '\n') {
            resolve(typed.join(''));
            return;
          }
          if (key === KEYS.interrupt || key === KEYS.quit)
            reject(new InterruptedError('Interrupted; nothing was done.', 'SIGINT'));
          else if (key === KEYS.endOfInput) onEnd();
          else if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1);
          else if (key === KEYS.eraseLine) typed = [];
          else if (key >= ' ') typed.push(key);
        }
      };
      stop.addEventListener('abort', onStop, { once: true });
      terminal.on('data', onData);
      terminal.on('end', onEnd);
      letGo = () => {
        stop.removeEventListener('abort', onStop);
        terminal.off('data', onData);
        terminal.off('end', onEnd);
      };
      terminal.resume();
    });
  } finally {
    letGo();
    terminal.setRawMode(false);
    terminal.pause();
  }
}
