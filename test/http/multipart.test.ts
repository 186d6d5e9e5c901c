import { createHash, randomBytes } from 'node:crypto';
import { readdir, readlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { multipartUpload } from '../../src/http/multipart.js';
import { createTransport } from '../../src/http/transport.js';
import { startRawServer } from '../support/raw-server.js';
import { withFolder, withStub } from '../support/with-stub.js';

const ignore = (): void => undefined;

/** One part of a body, taken apart by hand: the server's parser is not ours. */
interface Part {
  readonly head: string;
  readonly content: Buffer;
}

function partsOf(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  expect(at).toBe(0);
  for (;;) {
    const start = at + delimiter.length;
    if (body.subarray(start, start + 2).toString() === '--') return parts;
    const next = body.indexOf(Buffer.from(`\r\n--${boundary}`), start);
    expect(next).toBeGreaterThan(0);
    const part = body.subarray(start + 2, next);
    const blank = part.indexOf('\r\n\r\n');
    parts.push({ head: part.subarray(0, blank).toString(), content: part.subarray(blank + 4) });
    at = next + 2;
  }
}

async function upload(file: { path: string; name: string }, fields: Record<string, string>) {
  let seen: { parts: Part[]; announced: number; arrived: number; chunked: boolean } | undefined;
  const told: [number, boolean][] = [];
  await withStub(async (stub) => {
    stub.on('POST /v1/calc/run', { body: { job_id: 1 } });
    const transport = createTransport({ baseUrl: stub.url, debugLog: silentDebugLog });
    const body = await multipartUpload({ field: 'archive', ...file }, fields, (sent, all) =>
      told.push([sent, all]),
    );
    const reply = await transport.send({ method: 'POST', path: '/v1/calc/run', upload: body });
    await reply.text();
    await transport.close();
    const request = stub.seen[0];
    if (request === undefined) throw new Error('nothing arrived');
    const { headers } = request;
    seen = {
      parts: partsOf(request.body, headers['content-type'] ?? ''),
      announced: Number(headers['content-length']),
      arrived: request.body.length,
      chunked: headers['transfer-encoding'] !== undefined,
    };
    expect(body.sizeBytes).toBe(request.body.length);
  });
  if (seen === undefined) throw new Error('unreachable');
  return { ...seen, told };
}

/** Paths of the files that this process has open. */
async function openPaths(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  return Promise.all(descriptors.map(async (name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
}

describe('multipartUpload', () => {
  it('announces the length of what arrives: a body without one is empty to the engine', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'a.zip');
      await writeFile(path, 'zip');
      const { announced, arrived, chunked } = await upload({ path, name: 'job.zip' }, { job_ini: 'job.ini' });
      expect(announced).toBe(arrived);
      expect(chunked).toBe(false);
    });
  });

  it('puts the fields before the file, in their order', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'a.zip');
      await writeFile(path, 'zip');
      const { parts } = await upload({ path, name: 'job.zip' }, { job_ini: 'job.ini', hazard_job_id: '42' });
      expect(parts.map((part) => part.head.split('\r\n')[0])).toEqual([
        'Content-Disposition: form-data; name="job_ini"',
        'Content-Disposition: form-data; name="hazard_job_id"',
        'Content-Disposition: form-data; name="archive"; filename="job.zip"',
      ]);
      expect(parts.map((part) => part.content.toString())).toEqual(['job.ini', '42', 'zip']);
    });
  });

  it('keeps five megabytes of any bytes as they are, and tells when the file is out', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'big.zip');
      // What could be taken for the end of a part is among them.
      const bytes = Buffer.concat([randomBytes(5 * 1024 * 1024), Buffer.from('\r\n--\r\n----\r\n')]);
      await writeFile(path, bytes);
      const { parts, told, arrived } = await upload({ path, name: 'job.zip' }, { job_ini: 'job.ini' });
      const hash = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
      expect(hash(parts[1]?.content ?? Buffer.alloc(0))).toBe(hash(bytes));
      expect(told.at(-1)).toEqual([arrived, true]);
      // What ends the form comes behind the file, by itself or not.
      const whole = told.filter(([, all]) => all);
      expect(whole.length).toBeLessThanOrEqual(2);
      expect(whole[0]?.[0]).toBeGreaterThanOrEqual(arrived - 100);
      expect(told.map(([sent]) => sent)).toEqual(told.map(([sent]) => sent).toSorted((a, b) => a - b));
    });
  });

  it('takes letters of any script', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'gefährdung 地震.zip');
      await writeFile(path, 'zip');
      const { parts, announced, arrived } = await upload(
        { path, name: 'job.zip' },
        { job_ini: 'gefährdung 地震.ini' },
      );
      expect(parts.map((part) => part.content.toString())).toEqual(['gefährdung 地震.ini', 'zip']);
      expect(announced).toBe(arrived);
    });
  });

  it('fails before anything is sent when there is no such file', async () => {
    await withFolder(async (folder) => {
      const upload = multipartUpload(
        { field: 'archive', path: join(folder, 'none'), name: 'job.zip' },
        {},
        ignore,
      );
      await expect(upload).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });

  it('reads an early refusal, although the server did not take the whole body', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'big.zip');
      await writeFile(path, Buffer.alloc(20 * 1024 * 1024));
      const server = await startRawServer((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig');
          socket.resume();
        });
      });
      const transport = createTransport({ baseUrl: server.url, debugLog: silentDebugLog });
      try {
        const body = await multipartUpload({ field: 'archive', path, name: 'job.zip' }, {}, ignore);
        const reply = await transport.send({ method: 'POST', path: '/v1/calc/run', upload: body });
        expect([reply.status, await reply.text()]).toEqual([413, 'big']);
      } finally {
        await transport.close();
        await server.close();
      }
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'lets go of the file when the server is gone half-way',
    async () => {
      await withFolder(async (folder) => {
        const path = join(folder, 'big.zip');
        // All hole, no disk; nobody could read it to its end here.
        await writeFile(path, '');
        await truncate(path, 2 ** 40);
        const server = await startRawServer((socket) => {
          socket.once('data', () => socket.destroy());
        });
        const transport = createTransport({ baseUrl: server.url, debugLog: silentDebugLog });
        const body = await multipartUpload({ field: 'archive', path, name: 'job.zip' }, {}, ignore);
        await expect(transport.send({ method: 'POST', path: '/v1/calc/run', upload: body })).rejects.toThrow(
          'was cut',
        );
        await transport.close();
        await server.close();
        await expect.poll(openPaths, { timeout: 5000 }).not.toContain(path);
      });
    },
  );
});
