import { mkdtemp, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:https';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UnreachableError } from '../../src/errors.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport, type HttpReply, type Transport } from '../../src/http/transport.js';
import { makeAuthority } from '../support/certificates.js';
import { closeLater, listen } from '../support/listen.js';
import { startRawServer } from '../support/raw-server.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { withStub } from '../support/with-stub.js';

/** Answers every request on a connection, with what `answer` writes. @returns the address. */
async function serverThat(answer: (socket: Socket, request: string) => void): Promise<string> {
  const server = await startRawServer((socket) => {
    socket.on('data', (data) => answer(socket, data.toString('latin1')));
  });
  closeLater(async () => server.close());
  return server.url;
}

const head = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const OK = 'HTTP/1.1 200 OK';
const VERSION = head(OK, 'Content-Length: 6') + '3.26.2';

/** The same, but for who it is: so that what is asked for besides is reached. */
async function engineThat(answer: (socket: Socket, request: string) => void): Promise<string> {
  return serverThat((socket, request) => {
    if (request.startsWith('GET /v1/engine_version')) socket.write(VERSION);
    else answer(socket, request);
  });
}

async function jobs(url: string, ...more: readonly string[]): Promise<RunResult> {
  return runMain(['--host', url, 'jobs', ...more], testSystem());
}

/** One clear message of one line or two, and the exit code of a server that cannot be used. */
function expectOneMessage({ exit, stdout, stderr }: RunResult, words: RegExp | string, code = 7): void {
  expect(stderr).toMatch(words);
  expect([exit, stdout]).toEqual([code, '']);
  expect(stderr.split('openquake: ')).toHaveLength(2);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  expect(stderr.length).toBeLessThan(1000);
}

const packed = (encoding: string, body: Buffer) => (socket: Socket) => {
  socket.write(head(OK, `Content-Encoding: ${encoding}`, `Content-Length: ${body.length}`));
  socket.write(body);
};
const BOMB = Buffer.alloc(20 * 1024 * 1024, '[');

describe('an answer that no HTTP server may give', () => {
  it.each<[string, string, RegExp]>([
    ['a page of HTTP/0.9', '<html>hello</html>', /does not speak HTTP/],
    [
      'two lengths',
      head(OK, 'Content-Length: 2', 'Content-Length: 5') + '[]',
      /Cannot reach .* than announced/,
    ],
    ['a length that is no number', head(OK, 'Content-Length: lots') + '[]', /does not speak HTTP/],
    [
      'a length and chunks',
      head(OK, 'Content-Length: 2', 'Transfer-Encoding: chunked') + '[]',
      /than announced/,
    ],
    ['chunks without a length', head(OK, 'Transfer-Encoding: chunked') + 'zz\r\n[]\r\n', /HTTP/],
    ['a header without a colon', head(OK, 'no colon here') + '[]', /does not speak HTTP/],
    ['a head of 100 kB', head(OK, `X: ${'x'.repeat(100_000)}`), /more headers than any engine/],
    ['5,000 headers', head(OK, ...Array<string>(5000).fill('X-Flood: 1')), /more headers than any engine/],
    ['5,000 cookies', head(OK, ...Array<string>(5000).fill('Set-Cookie: a=b')), /more headers than any/],
    ['a status of four digits', head('HTTP/1.1 2000 OK') + '[]', /does not speak HTTP/],
    ['another protocol', '220 ftp.example ready\r\n', /does not speak HTTP/],
  ])('is told as such: %s', async (_what, answer, words) => {
    expectOneMessage(await jobs(await engineThat((socket) => socket.end(answer))), words);
  });

  it.each<[string, string, RegExp]>([
    ['204', head('HTTP/1.1 204 No Content'), /with HTTP 204, as no engine does/],
    ['206', head('HTTP/1.1 206 Partial', 'Content-Length: 2') + '[]', /with HTTP 206, as no engine does/],
    ['304', head('HTTP/1.1 304 Not Modified'), /with HTTP 304, as no engine does/],
    ['999', head('HTTP/1.1 999 Odd', 'Content-Length: 0'), /with HTTP 999, as no engine does/],
    ['101', head('HTTP/1.1 101 Switching', 'Upgrade: x', 'Connection: upgrade'), /Cannot reach|HTTP 101/],
    ['a page', head(OK, 'Content-Type: text/html', 'Content-Length: 4') + '<p/>', /not an engine's answer/],
    ['nothing', head(OK, 'Content-Length: 0'), /not an engine's answer/],
  ])('is no list of calculations: %s', async (_what, answer, words) => {
    expectOneMessage(await jobs(await engineThat((socket) => socket.end(answer))), words);
  });

  it.each<[string, string]>([
    ['null', 'null'],
    ['a text', '"[]"'],
    ['a number', '1e999'],
    ['an object', '{"length": 3}'],
    ['rows that are none', '[1, 2]'],
    ['an id that is a text', '[{"id": "1", "status": "complete"}]'],
    ['an id beyond all numbers', '[{"id": 1e999, "status": "complete"}]'],
    ['half an id', '[{"id": 1.5, "status": "complete"}]'],
    ['a negative id', '[{"id": -1, "status": "complete"}]'],
    ['100,000 arrays in each other', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['100,000 arrays that do not end', '['.repeat(100_000)],
    ['100,000 objects in each other', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    [
      'a description 100,000 deep',
      `[{"id":1,"status":"x","description":${'['.repeat(1e5)}${']'.repeat(1e5)}}]`,
    ],
    ['nothing but a prototype', '[{"__proto__": {"id": 1, "status": "complete"}}]'],
  ])('is refused where JSON has another shape: %s', async (_what, body) => {
    const url = await engineThat((socket) => socket.end(head(OK, `Content-Length: ${body.length}`) + body));
    expectOneMessage(await jobs(url), /not an engine's answer/);
  });

  it('changes nothing of ours by a key named __proto__, and of two keys takes the last', async () => {
    const body = '[{"id": 1, "id": 7, "status": "complete", "__proto__": {"polluted": true}}]';
    const url = await engineThat((socket) => socket.end(head(OK, `Content-Length: ${body.length}`) + body));
    const { exit, stdout } = await jobs(url, '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ id: 7 }]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('an answer that is too much', () => {
  it.each([
    ['gzip', gzipSync(BOMB)],
    ['x-gzip', gzipSync(BOMB)],
    ['deflate', deflateSync(BOMB)],
    ['br', brotliCompressSync(BOMB)],
    ['identity, gzip', gzipSync(BOMB)],
  ])('is not unpacked: %s', async (encoding, body) => {
    const seen: string[] = [];
    const url = await engineThat((socket, request) => {
      seen.push(request);
      packed(encoding, body)(socket);
    });
    expectOneMessage(await jobs(url), /packed as .* which nobody asked for/);
    expect(seen.join('')).toMatch(/accept-encoding: identity/i);
  });

  const endless = (socket: Socket): void => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(Buffer.alloc(256 * 1024, ' ')));
    };
    socket.on('drain', more);
    more();
  };

  it('has an end though the server knows none: a version after 1 MiB, a list after 64 MiB', async () => {
    const version = await serverThat((socket) => {
      socket.write(head(OK));
      endless(socket);
    });
    const asked = await runMain(['--host', version, '--version'], testSystem());
    expectOneMessage({ ...asked, stdout: '' }, /more than 1 MiB/);
    const list = await engineThat((socket) => {
      socket.write(head(OK));
      endless(socket);
    });
    expectOneMessage(await jobs(list), /more than 64 MiB/);
  });

  it('is read at its beginning alone where it tells of a failure', async () => {
    const url = await engineThat((socket) => {
      socket.write(head('HTTP/1.1 500 Oh', 'Content-Type: text/html') + '<title>Out of order</title>');
      endless(socket);
    });
    expectOneMessage(await jobs(url), /failed on the list of calculations \(HTTP 500\): Out of order/);
  });
});

describe('an answer that never comes', () => {
  const transportTo = (baseUrl: string): Transport => {
    const transport = createTransport({ baseUrl, debugLog: silentDebugLog, textWithinMs: 300 });
    closeLater(async () => transport.close());
    return transport;
  };
  const failureOf = async (work: Promise<HttpReply | string>): Promise<UnreachableError> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UnreachableError);
    return error as UnreachableError;
  };
  const GET = { method: 'GET', path: '/v1/x', replyWithinMs: 300 } as const;

  /** Writes again and again until nobody is there. */
  const drip = (socket: Socket, text: string): void => {
    const timer = setInterval(() => socket.write(text), 20);
    socket.on('close', () => clearInterval(timer));
  };

  it('though heads that promise one come without end (1xx)', async () => {
    const url = await serverThat((socket) => drip(socket, head('HTTP/1.1 102 Processing')));
    expect((await failureOf(transportTo(url).send(GET))).message).toContain('did not answer in time');
  });

  it('though its head comes byte by byte', async () => {
    const url = await serverThat((socket) => {
      socket.write(`${OK}\r\nX-Slow: `);
      drip(socket, 'x');
    });
    expect((await failureOf(transportTo(url).send(GET))).message).toContain('did not answer in time');
  });

  it('though its body comes byte by byte', async () => {
    const url = await serverThat((socket) => {
      socket.write(head(OK, 'Content-Length: 100000'));
      drip(socket, '1');
    });
    const reply = await transportTo(url).send(GET);
    expect((await failureOf(reply.text())).message).toContain('its answer stalled');
  });

  it('and nobody waits for what is thrown away', async () => {
    const url = await serverThat((socket) => {
      socket.write(head(OK, 'Content-Length: 100000'));
      drip(socket, '1');
    });
    await (await transportTo(url).send(GET)).drop();
  });
});

describe('a redirect', () => {
  it('is not followed, to no host: neither cookie nor body goes there', async () => {
    const strangers: string[] = [];
    const stranger = await serverThat((socket, request) => {
      strangers.push(request);
      socket.end(head(OK, 'Content-Length: 2') + '[]');
    });
    for (const status of [301, 302, 303, 307, 308])
      await withStub(async (stub) => {
        stub.on('GET /v1/calc/list', { status, headers: { location: `${stranger}/v1/calc/list` } });
        stub.on('POST /accounts/ajax_login/', { status, headers: { location: `${stranger}/login` } });
        expectOneMessage(await jobs(stub.url), `redirects to ${stranger}/v1/calc/list.`);
        const transport = createTransport({ baseUrl: stub.url, debugLog: silentDebugLog });
        closeLater(async () => transport.close());
        const reply = await transport.send({
          method: 'POST',
          path: '/accounts/ajax_login/',
          form: { username: 'ann', password: 'a secret' },
          cookie: 'sessionid=secret',
        });
        expect([reply.status, await reply.text()]).toEqual([status, '']);
      });
    expect(strangers).toEqual([]);
  });

  it('without end is one question', async () => {
    let asked = 0;
    const url = await engineThat((socket) => {
      asked += 1;
      socket.end(head('HTTP/1.1 302 Found', `Location: /v1/calc/list?again=${asked}`, 'Content-Length: 0'));
    });
    expectOneMessage(await jobs(url), /redirects to \/v1\/calc\/list\?again=1\./);
    expect(asked).toBe(1);
  });

  it('to an address without end is told in part', async () => {
    const url = await engineThat((socket) => {
      const location = `Location: http://evil.example/${'x'.repeat(10_000)}`;
      socket.end(head('HTTP/1.1 302 Found', location, 'Content-Length: 0'));
    });
    expectOneMessage(await jobs(url), /redirects to http:\/\/evil\.example\/x+\.\.\.\./);
  });
});

describe('TLS', () => {
  it('on a port that was named with http:// is told as such', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'openquake-test-'));
    const { cert, key } = await (await makeAuthority(folder)).sign('localhost', 'IP:127.0.0.1');
    const server = createTlsServer({ cert: await readFile(cert), key: await readFile(key) });
    const port = await listen(server);
    const seen = await jobs(`http://127.0.0.1:${port}`);
    expectOneMessage(seen, /does not speak HTTP|was cut/);
  });

  it('that is none is told as such', async () => {
    const url = await serverThat((socket) => socket.end(head(OK, 'Content-Length: 2') + '[]'));
    expectOneMessage(await jobs(url.replace('http:', 'https:')), /does not speak TLS there/);
  });
});
