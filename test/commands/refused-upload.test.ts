import type { Socket } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../support/make-zip.js';
import { openSubmissions } from '../support/open-submission.js';
import { startRawServer } from '../support/raw-server.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { withFolder } from '../support/with-stub.js';

const INI = '[general]\ndescription = x\ncalculation_mode = scenario\nsites = 13 42\n';
/** More than the sockets on both sides hold, so that the rest cannot have left. */
const BIG_BYTES = 40 * 1024 * 1024;

interface Ran extends RunResult {
  readonly uploads: number;
  readonly left: readonly string[];
}

/** Submits 40 MB to a server that does as it likes with each upload; `answer` is told how many came before. */
async function submit(
  answer: (socket: Socket, uploadsBefore: number) => void,
  words: readonly string[] = [],
): Promise<Ran> {
  let ran: Ran | undefined;
  await withFolder(async (cwd) => {
    const big = Buffer.alloc(BIG_BYTES, 'x');
    await writeFile(
      join(cwd, 'big.zip'),
      makeZip([
        { name: 'job.ini', content: INI },
        { name: 'big.csv', content: big },
      ]),
    );
    let uploads = 0;
    const server = await startRawServer((socket) => {
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (text.startsWith('GET')) {
          const body = text.includes('/calc/list') ? '[]' : '3.23.5';
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        } else if (text.startsWith('POST')) {
          answer(socket, uploads);
          uploads += 1;
        }
      });
    });
    const data = join(cwd, 'data');
    const system = testSystem({ cwd, homeDir: cwd, env: { OPENQUAKE_DATA_DIR: data } });
    const line = ['--host', server.url, '--run', 'big.zip', '--no-preflight', '--detach', ...words];
    const result = await runMain(line, system);
    await server.close();
    const stderr = result.stderr.replaceAll(server.url, 'HOST');
    ran = { ...result, stderr, uploads, left: await openSubmissions(data) };
  });
  if (ran === undefined) throw new Error('it did not run');
  return ran;
}

describe('an upload that is larger than a proxy takes', () => {
  it('is told by the HTTP 413 that came before the connection was cut, though its page did not', async () => {
    const ran = await submit((socket) => {
      socket.pause();
      socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 500\r\nConnection: close\r\n\r\n<html>', () =>
        setTimeout(() => socket.resetAndDestroy(), 50),
      );
    });
    expect(ran).toMatchObject({ exit: 1, uploads: 1, left: [] });
    expect(ran.stderr).toContain('the upload is larger than it allows (HTTP 413)');
    expect(ran.stderr).toContain('client_max_body_size');
  });

  it('is sent twice and no more where the connection is reset at the same point', async () => {
    const ran = await submit((socket) => {
      socket.pause();
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    expect(ran).toMatchObject({ exit: 7, uploads: 2, left: [] });
    expect(ran.stderr).toMatch(/cut the connection twice after about \d+ MB of 41 MB, .* Nothing runs\./);
    expect(ran.stderr).toContain('client_max_body_size');
  });

  it('tells how far it came in JSON', async () => {
    const ran = await submit((socket) => socket.resetAndDestroy(), ['--json']);
    const { error } = JSON.parse(ran.stdout) as { error: { sent_bytes: number; total_bytes: number } };
    expect(error.total_bytes).toBeGreaterThan(BIG_BYTES);
    expect(error.sent_bytes).toBeLessThan(BIG_BYTES);
  });

  it('is sent again where it is cut at another point', async () => {
    const ran = await submit((socket, before) => {
      if (before > 0) {
        // Reads on, and cuts later.
        let read = 0;
        socket.on('data', (chunk) => (read += chunk.length) > 16 * 1024 * 1024 && socket.resetAndDestroy());
        if (before > 1) socket.resetAndDestroy();
        return;
      }
      socket.pause();
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    expect(ran.uploads).toBeGreaterThan(2);
  });
});
