import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { InterruptedError, UnreachableError } from '../../src/errors.js';
import { saveBody } from '../../src/http/download.js';
import { withFolder } from '../support/with-stub.js';

const URL_ = 'http://my-host:8800';
const ignore = (): void => undefined;

describe('saveBody', () => {
  it('writes the bytes and tells how many are here', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'a');
      const told: number[] = [];
      const body = Readable.from([Buffer.from([0, 255, 10]), Buffer.from([13, 10])]);
      expect(await saveBody(body, 5, path, URL_, (done) => told.push(done))).toEqual({
        sizeBytes: 5,
        sha256: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      });
      expect(await readFile(path)).toEqual(Buffer.from([0, 255, 10, 13, 10]));
      expect(told).toEqual([3, 5]);
    });
  });

  it('takes a body of unknown length, and an empty one', async () => {
    await withFolder(async (folder) => {
      const body = Readable.from([Buffer.from('abc')]);
      expect((await saveBody(body, undefined, join(folder, 'a'), URL_, ignore)).sizeBytes).toBe(3);
      expect((await saveBody(Readable.from([]), 0, join(folder, 'b'), URL_, ignore)).sizeBytes).toBe(0);
    });
  });

  it.each([
    ['shorter', 'abc', 4],
    ['longer', 'abcde', 4],
    ['empty', '', 4],
  ])('does not take a body %s than announced', async (_what, text, announced) => {
    await withFolder(async (folder) => {
      const body = Readable.from(text === '' ? [] : [Buffer.from(text)]);
      const saving = saveBody(body, announced, join(folder, 'a'), URL_, ignore);
      await expect(saving).rejects.toThrow(`announced ${announced} bytes and sent ${text.length}`);
      await expect(saving).rejects.toBeInstanceOf(UnreachableError);
    });
  });

  it('keeps a fault of the connection apart from one of the disk', async () => {
    await withFolder(async (folder) => {
      const cut = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      const body = new Readable({ read: () => undefined });
      body.push('abc');
      setImmediate(() => body.destroy(cut));
      await expect(saveBody(body, 10, join(folder, 'a'), URL_, ignore)).rejects.toBeInstanceOf(
        UnreachableError,
      );

      const path = join(folder, 'taken');
      await writeFile(path, 'mine');
      const untouched = Readable.from([Buffer.from('abc')]);
      await expect(saveBody(untouched, 3, path, URL_, ignore)).rejects.toMatchObject({ code: 'EEXIST' });
      expect(await readFile(path, 'utf8')).toBe('mine');
      expect(untouched.destroyed).toBe(true);
    });
  });

  it('lets go of the connection when it is told to stop', async () => {
    await withFolder(async (folder) => {
      const stop = new InterruptedError('Interrupted.', 'SIGINT');
      const stopping = new AbortController();
      const body = Readable.from([Buffer.from('abc'), Buffer.from('def')]);
      const path = join(folder, 'a');
      const saving = saveBody(body, 6, path, URL_, () => stopping.abort(stop), stopping.signal);
      await expect(saving).rejects.toBe(stop);
      expect(body.destroyed).toBe(true);
      expect(existsSync(path)).toBe(true);
    });
  });
});
