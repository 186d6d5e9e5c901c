import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/errors.js';
import { readSecretLine, type SecretTerminal } from '../../src/output/secret-line.js';
import { rejection } from '../support/engine-at.js';

/** A terminal of which only the keys and the raw mode matter. */
function terminal(): {
  readonly keys: EventEmitter;
  readonly modes: boolean[];
  readonly stream: SecretTerminal;
} {
  const keys = new EventEmitter();
  const modes: boolean[] = [];
  const stream = Object.assign(keys, {
    setRawMode: (on: boolean) => modes.push(on),
    resume: () => undefined,
    pause: () => undefined,
  }) as unknown as SecretTerminal;
  return { keys, modes, stream };
}

const never = new AbortController().signal;

describe('a line that is not shown', () => {
  it.each([
    ['secret\r', 'secret'],
    ['secrex\u007ft\n', 'secret'],
    ['wrong\u0015right\r', 'right'],
    ['gr\u00fc\u00df\r', 'gr\u00fc\u00df'],
    ['half\u0004', 'half'],
    ['\u0004', undefined],
    ['\r', ''],
  ])('is edited as usual: %j', async (typed, line) => {
    const { keys, modes, stream } = terminal();
    const reading = readSecretLine(stream, never);
    for (const byte of Buffer.from(typed)) keys.emit('data', Buffer.from([byte]));
    expect(await reading).toBe(line);
    expect(modes).toEqual([true, false]);
    expect(keys.listenerCount('data')).toBe(0);
  });

  it('is given up at Ctrl-C, and the terminal shows again what is typed', async () => {
    const { keys, modes, stream } = terminal();
    const reading = rejection(readSecretLine(stream, never));
    keys.emit('data', Buffer.from('sec\u0003'));
    const error = await reading;
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toMatchObject({ exit: 'interrupted' });
    expect(modes).toEqual([true, false]);
  });

  it('is given up when the program is told to stop', async () => {
    const { modes, stream } = terminal();
    const stopping = new AbortController();
    const reading = rejection(readSecretLine(stream, stopping.signal));
    const reason = new InterruptedError('stopped', 'SIGTERM');
    stopping.abort(reason);
    expect(await reading).toBe(reason);
    expect(modes).toEqual([true, false]);
  });
});
