import { createServer, request as httpRequest } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { multipartUpload } from '../../src/http/multipart.js';
import { isLoopback, proxyFor } from '../../src/http/proxy.js';
import { readTls } from '../../src/http/tls.js';
import { createTransport, type Transport } from '../../src/http/transport.js';
import { makeAuthority } from '../support/certificates.js';
import { rejection } from '../support/engine-at.js';
import { closeLater, listen } from '../support/listen.js';
import { withFolder, withStub } from '../support/with-stub.js';

const PROXY = 'http://proxy.example:3128/';

describe('this machine', () => {
  it.each(['localhost', 'x.localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('is %s', (name) => {
    expect(isLoopback(name)).toBe(true);
  });

  it.each(['127.evil.example', '127.0.0.1.example', 'localhost.example', '0.0.0.0', '[::2]', '10.0.0.1'])(
    'is not %s',
    (name) => {
      expect(isLoopback(name)).toBe(false);
    },
  );
});

describe('the proxy of a server', () => {
  it.each([
    ['http://far:8800', { HTTP_PROXY: PROXY }, PROXY],
    ['http://far:8800', { http_proxy: PROXY, HTTP_PROXY: 'http://no' }, PROXY],
    ['http://far:8800', { http_proxy: 'proxy.example:3128' }, PROXY],
    ['http://far:8800', { HTTPS_PROXY: PROXY }, undefined],
    ['https://far', { HTTPS_PROXY: PROXY }, PROXY],
    ['https://far', { https_proxy: PROXY }, PROXY],
    ['https://far', { HTTP_PROXY: PROXY }, undefined],
    ['https://far', { all_proxy: PROXY }, PROXY],
    ['http://far', { ALL_PROXY: PROXY, http_proxy: '' }, PROXY],
    ['http://127.0.0.1:8800', { HTTP_PROXY: PROXY }, undefined],
    ['http://localhost:8800', { HTTP_PROXY: PROXY }, undefined],
    ['http://[::1]:8800', { HTTP_PROXY: PROXY }, undefined],
  ] as const)('of %s with %j is %s', (url, env, proxy) => {
    expect(proxyFor(url, env)?.href).toBe(proxy);
  });

  it.each([
    ['http://a.far.example:8800', 'far.example', false],
    ['http://a.far.example:8800', '.far.example', false],
    ['http://a.far.example:8800', '*.far.example', false],
    ['http://a.far.example:8800', 'x,A.FAR.example', false],
    ['http://a.far.example:8800', 'x y a.far.example', false],
    ['http://a.far.example:8800', 'a.far.example:8800', false],
    ['http://a.far.example:8800', 'a.far.example:80', true],
    ['http://notfar.example', 'far.example', true],
    ['http://a.far.example', '*', false],
    ['http://10.1.2.3:8800', '10.0.0.0/8', false],
    ['http://10.1.2.3:8800', '192.168.0.0/16', true],
    ['http://10.1.2.3:8800', '10.1.2.3', false],
    ['http://10.1.2.3:8800', '2.3', true],
    ['http://[fd00::7]:8800', '[fd00::7]:8800', false],
    ['http://[fd00::7]:8800', 'fd00::/8', false],
    ['http://[fd00::7]:8800', 'fd00::7', false],
  ])('%s with NO_PROXY=%s: %s', (url, exceptions, isProxied) => {
    expect(proxyFor(url, { http_proxy: PROXY, NO_PROXY: exceptions }) !== undefined).toBe(isProxied);
    expect(proxyFor(url, { http_proxy: PROXY, no_proxy: exceptions, NO_PROXY: '' }) !== undefined).toBe(
      isProxied,
    );
  });

  it('is not repeated when it is none, for it may hold a password', () => {
    const wrong = (): unknown => proxyFor('http://far', { HTTP_PROXY: 'ftp://ann:Secret@proxy' });
    expect(wrong).toThrow(UsageError);
    expect(wrong).not.toThrow(/Secret/);
  });
});

interface RealProxy {
  readonly url: URL;
  /** First lines of what it was asked, with the credentials. */
  readonly seen: string[];
}

/** A proxy as they are: hands on requests for http, opens tunnels for https. Every name is this machine. */
async function realProxy(refusal?: number): Promise<RealProxy> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(
      `${request.method ?? ''} ${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`.trim(),
    );
    if (refusal !== undefined) {
      response.writeHead(refusal).end();
      return;
    }
    const { port, pathname, search } = new URL(request.url ?? '');
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => name !== 'proxy-authorization'),
    );
    const onward = httpRequest({
      port,
      host: '127.0.0.1',
      path: pathname + search,
      method: request.method,
      headers,
    });
    onward.on('response', (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url ?? ''}`);
    socket.on('error', () => undefined);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    const target = connect(Number((request.url ?? '').split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    closeLater(async () => {
      target.destroy();
      socket.destroy();
      return Promise.resolve();
    });
  });
  return { url: new URL(`http://127.0.0.1:${await listen(server)}`), seen };
}

function through(proxy: URL, baseUrl: string, caFile?: string): Transport {
  const tls = readTls({ caFile });
  const transport = createTransport({ baseUrl, proxy, tls, debugLog: silentDebugLog });
  closeLater(async () => transport.close());
  return transport;
}

describe('through a real proxy', () => {
  it('goes plain http as a request, and an upload keeps its length and its bytes', async () => {
    await withStub(async (stub) => {
      stub.on('POST /v1/calc/run', { body: { job_id: 1 } });
      const proxy = await realProxy();
      proxy.url.username = 'ann';
      proxy.url.password = 'Secret';
      await withFolder(async (folder) => {
        const path = join(folder, 'job.zip');
        const bytes = Buffer.alloc(3_000_000, 'zip!');
        await writeFile(path, bytes);
        const upload = await multipartUpload(
          { field: 'archive', path, name: 'job.zip' },
          {},
          () => undefined,
        );
        const { port } = new URL(stub.url);
        const reply = await through(proxy.url, `http://far.example:${port}`).send({
          method: 'POST',
          path: '/v1/calc/run',
          upload,
        });
        expect(await reply.text()).toBe('{"job_id":1}');
        const [seen] = stub.seen;
        expect(seen?.headers['content-length']).toBe(String(upload.sizeBytes));
        expect(seen?.headers['transfer-encoding']).toBeUndefined();
        expect(seen?.headers.host).toBe(`far.example:${port}`);
        expect(seen?.body.includes(bytes)).toBe(true);
        const basic = Buffer.from('ann:Secret').toString('base64');
        expect(proxy.seen).toEqual([`POST http://far.example:${port}/v1/calc/run Basic ${basic}`]);
      });
    });
  });

  it('goes https through a tunnel, and the server proves who it is, not the proxy', async () => {
    await withFolder(async (folder) => {
      const ca = await makeAuthority(folder);
      const { cert, key } = await ca.sign('far', 'DNS:far.example');
      const files = { cert: await readFile(cert), key: await readFile(key) };
      const port = await listen(createHttpsServer(files, (_request, response) => response.end('hello')));
      const proxy = await realProxy();
      const url = `https://far.example:${port}`;
      const reply = await through(proxy.url, url, ca.file).send({ method: 'GET', path: '/v1/x' });
      expect(await reply.text()).toBe('hello');
      expect(proxy.seen).toEqual([`CONNECT far.example:${port}`]);
      const wrong = through(proxy.url, `https://other.example:${port}`, ca.file);
      expect(await rejection(wrong.send({ method: 'GET', path: '/v1/x' }))).toMatchObject({
        message: `Cannot reach https://other.example:${port} through the proxy ${proxy.url.origin}: its TLS certificate is for another name.`,
      });
    });
  });

  it.each([
    ['http', 407],
    ['https', 407],
    ['https', 403],
  ])('is told when the proxy refuses: %s, HTTP %i', async (scheme, status) => {
    const proxy = await realProxy(status);
    const base = `${scheme}://far.example:9999`;
    expect(await rejection(through(proxy.url, base).send({ method: 'GET', path: '/v1/x' }))).toMatchObject({
      exit: 'unreachable',
      message: `Cannot reach ${base} through the proxy ${proxy.url.origin}: the proxy refuses the way there (HTTP ${status}).`,
    });
  });

  it('is told when the proxy is not there', async () => {
    const proxy = new URL('http://127.0.0.1:1');
    const base = 'http://far.example:9999';
    expect(await rejection(through(proxy, base).send({ method: 'GET', path: '/v1/x' }))).toMatchObject({
      message: `Cannot reach ${base} through the proxy http://127.0.0.1:1: nothing listens there.`,
      hint: expect.stringContaining('NO_PROXY') as string,
    });
  });
});
