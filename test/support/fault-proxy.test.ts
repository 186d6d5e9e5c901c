import { createServer, request as httpRequest, type Server, Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BAD_GATEWAY, type Fault, type FaultPlan, unavailable } from './fault-plan.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { closeLater, listen } from './listen.js';

const REPLY = 'the rows of a log, '.repeat(200);

interface Target {
  readonly url: string;
  readonly bodies: string[];
  readonly server: Server;
}

/** Answers every request with the same text, in chunks when asked on `/chunked`, and keeps what it was sent. */
async function startTarget(): Promise<Target> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request
      .on('error', () => undefined)
      .on('end', () => {
        bodies.push(body);
        if (request.url === '/chunked') {
          response.write(REPLY.slice(0, 100));
          response.end(REPLY.slice(100));
        } else response.writeHead(200, { 'content-length': REPLY.length }).end(REPLY);
      });
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, bodies, server };
}

async function proxied(plan: FaultPlan): Promise<{ readonly target: Target; readonly proxy: FaultProxy }> {
  const target = await startTarget();
  const proxy = await startFaultProxy(target.url, plan);
  closeLater(async () => proxy.close());
  return { target, proxy };
}

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** The code of what broke it off. */
  readonly error: string | undefined;
}

/** Asks once and takes what comes, however it ends; gives up after `waitMs`. */
async function ask(
  proxy: FaultProxy,
  {
    path = '/',
    body = '',
    agent,
    waitMs,
  }: { path?: string; body?: string; agent?: Agent; waitMs?: number } = {},
): Promise<Got> {
  return new Promise((resolve) => {
    const got = { status: 0, headers: {}, body: '' };
    const end = (error?: string): void => resolve({ ...got, error });
    const asked = httpRequest(`${proxy.url}${path}`, { method: 'POST', agent: agent ?? false }, (reply) => {
      got.status = reply.statusCode ?? 0;
      got.headers = reply.headers;
      reply.setEncoding('utf8').on('data', (text: string) => {
        got.body += text;
      });
      reply.on('end', () => end()).on('error', (error: NodeJS.ErrnoException) => end(error.code));
    });
    asked.on('error', (error: NodeJS.ErrnoException) => end(error.code));
    asked.end(body);
    if (waitMs !== undefined) {
      void sleep(waitMs).then(() => {
        end('waited');
        asked.destroy();
      });
    }
  });
}

/** Plays one fault on the first exchange. */
const first =
  (fault: Fault): FaultPlan =>
  ({ ordinal }) =>
    ordinal === 0 ? fault : undefined;

describe('a proxy that breaks what it is told to', () => {
  it.each(['/', '/chunked'])(
    'hands everything on when nothing is planned, over one connection: %s',
    async (path) => {
      const { target, proxy } = await proxied(() => undefined);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const body = 'x'.repeat(3_000_000);
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await ask(proxy, { path, body, agent })).toMatchObject({
          status: 200,
          body: REPLY,
          error: undefined,
        });
      }
      agent.destroy();
      expect(target.bodies).toEqual([body, body, body]);
      expect(proxy.exchanges.map(({ ended, status, method }) => [ended, status, method])).toEqual(
        Array.from({ length: 3 }, () => ['whole', 200, 'POST']),
      );
      expect(proxy.exchanges[0]?.forwardedBytes).toBeGreaterThan(3_000_000);
    },
  );

  it.each([true, false])('refuses without forwarding anything, reset %s', async (reset) => {
    const { target, proxy } = await proxied(first({ kind: 'refuse', reset }));
    expect((await ask(proxy)).error).toBe('ECONNRESET');
    expect((await ask(proxy)).body).toBe(REPLY);
    expect(target.bodies).toHaveLength(1);
    expect(proxy.exchanges[0]).toMatchObject({ forwardedBytes: 0, ended: 'broken', fault: 'refuse' });
  });

  it.each([1, 40, 100_000])('cuts the request after exactly %i bytes', async (afterBytes) => {
    const { target, proxy } = await proxied(first({ kind: 'cut-request', afterBytes }));
    expect((await ask(proxy, { body: 'x'.repeat(500_000) })).error).toMatch(/ECONNRESET|EPIPE/);
    expect(proxy.exchanges[0]).toMatchObject({ forwardedBytes: afterBytes, repliedBytes: 0 });
    expect(target.bodies).toEqual([]);
  });

  it.each(['sent', 'answered'] as const)(
    'lets the target have all, and the client nothing: %s',
    async (when) => {
      const { target, proxy } = await proxied(first({ kind: 'cut-before-reply', when }));
      expect((await ask(proxy, { body: 'job' })).error).toBe('ECONNRESET');
      await expect.poll(() => target.bodies).toEqual(['job']);
      await expect
        .poll(() => proxy.exchanges[0])
        .toMatchObject({ status: 200, repliedBytes: 0, ended: 'broken' });
    },
  );

  it.each([1, 30, 1000])('cuts the reply after exactly %i bytes', async (afterBytes) => {
    const { proxy } = await proxied(first({ kind: 'cut-reply', afterBytes }));
    const got = await ask(proxy);
    expect(got.error).toBe('ECONNRESET');
    expect(got.body.length).toBeLessThan(1000);
    expect(proxy.exchanges[0]?.repliedBytes).toBe(afterBytes);
  });

  it('sends RST where it is told to', async () => {
    const { proxy } = await proxied(first({ kind: 'cut-reply', afterBytes: 20, reset: true }));
    expect((await ask(proxy)).error).toBe('ECONNRESET');
  });

  it('stalls for a while and goes on, or for ever until the client leaves', async () => {
    const { proxy } = await proxied(({ ordinal }) =>
      ordinal === 0 ? { kind: 'stall', afterBytes: 500, ms: 30 } : { kind: 'stall' },
    );
    expect((await ask(proxy)).body).toBe(REPLY);
    expect(await ask(proxy, { waitMs: 50 })).toMatchObject({ status: 0, error: 'waited' });
    await expect.poll(() => proxy.exchanges[1]?.ended).toBe('broken');
  });

  it('is slow and loses nothing', async () => {
    const { proxy } = await proxied(first({ kind: 'slow', bytesPerSecond: 40_000 }));
    expect((await ask(proxy)).body).toBe(REPLY);
  });

  it('announces a length and sends less', async () => {
    const { proxy } = await proxied(({ ordinal }) => ({
      kind: 'truncate',
      missingBytes: 5,
      then: ordinal === 0 ? 'close' : 'keep-open',
    }));
    const closed = await ask(proxy);
    expect(closed.body).toBe(REPLY.slice(0, -5));
    expect(closed.error).toBe('ECONNRESET');
    expect(await ask(proxy, { waitMs: 100 })).toMatchObject({ body: REPLY.slice(0, -5), error: 'waited' });
  });

  it('answers by itself, before or after the target was asked', async () => {
    const { target, proxy } = await proxied(({ ordinal }) =>
      ordinal === 0 ? BAD_GATEWAY : ({ ...unavailable(7), forward: true } as Fault),
    );
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await ask(proxy, { agent, body: 'one' })).toMatchObject({
      status: 502,
      headers: { 'content-type': 'text/html' },
    });
    expect(target.bodies).toEqual([]);
    expect(await ask(proxy, { agent, body: 'two' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '7' },
    });
    expect(target.bodies).toEqual(['two']);
    agent.destroy();
  });

  it.each(['/', '/chunked'])('puts another body in a reply that stays whole: %s', async (path) => {
    const { proxy } = await proxied(() => ({ kind: 'rewrite', body: (text) => `${text.length} bytes` }));
    expect(await ask(proxy, { path })).toMatchObject({ body: `${REPLY.length} bytes`, error: undefined });
  });

  it('leaves its port and comes back to it', async () => {
    const { proxy } = await proxied(() => undefined);
    await proxy.leave();
    expect((await ask(proxy)).error).toBe('ECONNREFUSED');
    await proxy.comeBack();
    expect((await ask(proxy)).body).toBe(REPLY);
  });

  it('cuts the client when the target is away or leaves', async () => {
    const { target, proxy } = await proxied(() => undefined);
    target.server.closeAllConnections();
    await new Promise((resolve) => target.server.close(resolve));
    expect((await ask(proxy)).error).toBe('ECONNRESET');
    expect(proxy.exchanges[0]).toMatchObject({ status: 0, ended: 'broken' });
  });
});
