import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { inputStream, outputStream } from '../../src/output/streams.js';

function brokenWith(code: string): NodeJS.WriteStream {
  const fault = Object.assign(new Error(`${code}: write`), { code, syscall: 'write' });
  return new Writable({ write: (_chunk, _encoding, done) => done(fault) }) as unknown as NodeJS.WriteStream;
}

describe('a stream of the program', () => {
  it('settles when all is written', async () => {
    const chunks: string[] = [];
    const raw = new Writable({
      write(chunk: Buffer, _encoding, done) {
        setImmediate(() => {
          chunks.push(chunk.toString());
          done();
        });
      },
    });
    const stream = outputStream(raw as unknown as NodeJS.WriteStream);
    stream.write('one\n');
    stream.write('two\n');
    expect(await stream.settled()).toBeUndefined();
    expect(chunks.join('')).toBe('one\ntwo\n');
  });

  it('tells that a disk is full, once and for good, and does not end the program', async () => {
    const stream = outputStream(brokenWith('ENOSPC'));
    stream.write('lost');
    expect(await stream.settled()).toMatchObject({ code: 'ENOSPC' });
    stream.write('more');
    expect(await stream.settled()).toMatchObject({ code: 'ENOSPC' });
  });

  it('takes a reader who left for success', async () => {
    const stream = outputStream(brokenWith('EPIPE'));
    stream.write('unread');
    expect(await stream.settled()).toBeUndefined();
    expect(await stream.isTaken()).toBe(false);
  });

  it('is taken while somebody reads it, and only when what was written is out', async () => {
    const raw = new PassThrough({ highWaterMark: 4 });
    const stream = outputStream(raw as unknown as NodeJS.WriteStream);
    stream.write('more than fits');
    let isOut = false;
    const asked = stream.isTaken().finally(() => (isOut = true));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(isOut).toBe(false);
    raw.resume();
    expect(await asked).toBe(true);
  });
});

describe('the input of the program', () => {
  const inputOf = (raw: PassThrough) => inputStream(raw as unknown as NodeJS.ReadStream);

  it('gives a line', async () => {
    const raw = new PassThrough();
    raw.write('yes\nmore\n');
    expect(await inputOf(raw).readLine()).toBe('yes');
  });

  it('is let go of when nobody waits for a line any more: it would keep the process alive', async () => {
    const raw = new PassThrough();
    const stop = new AbortController();
    const reading = inputOf(raw).readLine(stop.signal);
    await new Promise((resolve) => raw.once('resume', resolve));
    stop.abort();
    expect(await reading).toBeUndefined();
    expect(raw.isPaused()).toBe(true);
  });
});
