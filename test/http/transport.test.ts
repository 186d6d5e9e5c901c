import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { InterruptedError, UnreachableError } from '../../src/errors.js';
import { debugLogTo, silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport, type Transport } from '../../src/http/transport.js';
import { startRawServer } from '../support/raw-server.js';
import { withStub } from '../support/with-stub.js';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function transportTo(baseUrl: string, more: { stopped?: AbortSignal; log?: string[] } = {}): Transport {
  const { log, stopped } = more;
  const transport = createTransport({
    baseUrl,
    debugLog: log === undefined ? silentDebugLog : debugLogTo((line) => log.push(line)),
    stopped,
  });
  open.push(async () => transport.close());
  return transport;
}

async function rawServer(
  onConnection: Parameters<typeof startRawServer>[0],
): ReturnType<typeof startRawServer> {
  const server = await startRawServer(onConnection);
  open.push(async () => server.close());
  return server;
}

const GET = { method: 'GET', path: '/v1/calc/list' } as const;

describe('a request', () => {
  it('keeps the prefix of the base URL, encodes the query and asks for JSON', async () => {
    await withStub(async (stub) => {
      stub.on('GET /engine/v1/calc/list', { body: [] });
      const reply = await transportTo(`${stub.url}/engine`).send({
        ...GET,
        query: { limit: 5, word: 'a b&c' },
      });
      expect(await reply.text()).toBe('[]');
      expect(stub.seen[0]?.url).toBe('/engine/v1/calc/list?limit=5&word=a+b%26c');
      expect(stub.seen[0]?.headers).toMatchObject({
        accept: 'application/json',
        'x-requested-with': 'XMLHttpRequest',
      });
    });
  });

  it('sends a form as a form', async () => {
    await withStub(async (stub) => {
      stub.on('POST /v1/x', { body: 'ok' });
      const reply = await transportTo(stub.url).send({ method: 'POST', path: '/v1/x', form: { ä: 'b&c=d' } });
      await reply.text();
      expect(stub.seen[0]?.body.toString()).toBe('%C3%A4=b%26c%3Dd');
      expect(stub.seen[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
      expect(stub.seen[0]?.headers['content-length']).toBe('16');
    });
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow a redirect (%d), for a POST would become a GET',
    async (status) => {
      await withStub(async (stub) => {
        stub.on('POST /v1/calc/1/abort', { status, headers: { location: `${stub.url}/elsewhere` } });
        const reply = await transportTo(stub.url).send({ method: 'POST', path: '/v1/calc/1/abort' });
        expect(reply.status).toBe(status);
        expect(reply.headers['location']).toBe(`${stub.url}/elsewhere`);
        await reply.drop();
        expect(stub.seen).toHaveLength(1);
      });
    },
  );

  it.each([400, 404, 500, 503])('takes any status as a reply (%d)', async (status) => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', { status, body: 'words' });
      const reply = await transportTo(stub.url).send(GET);
      expect([reply.status, await reply.text()]).toEqual([status, 'words']);
    });
  });

  it('logs method, address, status and time, and nothing of a body', async () => {
    await withStub(async (stub) => {
      const log: string[] = [];
      stub.on('POST /v1/x', { body: 'secret answer' });
      const reply = await transportTo(stub.url, { log }).send({
        method: 'POST',
        path: '/v1/x',
        form: { password: 'hunter2' },
      });
      await reply.text();
      expect(log).toHaveLength(1);
      expect(log[0]).toMatch(/^debug: POST \/v1\/x -> 200 in \d+ ms$/);
    });
  });
});

describe('a failure', () => {
  async function failureOf(
    transport: Transport,
    call: Parameters<Transport['send']>[0] = GET,
  ): Promise<UnreachableError> {
    const error: unknown = await transport
      .send(call)
      .then(async (reply) => reply.text())
      .then(
        (text) => text,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(UnreachableError);
    return error as UnreachableError;
  }

  it('says that nothing listens', async () => {
    const server = await startRawServer(() => undefined);
    await server.close();
    const error = await failureOf(transportTo(server.url));
    expect(error.message).toBe(`Cannot reach ${server.url}: nothing listens there.`);
    expect(error.hint).toContain('oq webui start');
    expect(error.facts).toMatchObject({ host: server.url, code: 'ECONNREFUSED' });
  });

  it('says that no machine has the name', async () => {
    const error = await failureOf(transportTo('http://no-such-machine.invalid:8800'));
    expect(error.message).toMatch(/no machine of that name is known|the name could not be looked up/);
  });

  it('says that the connection was cut before an answer', async () => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', { cut: 'before-head' });
      const error = await failureOf(transportTo(stub.url));
      expect(error.message).toBe(`Cannot reach ${stub.url}: the connection was cut.`);
    });
  });

  it('says that the connection was cut within a head', async () => {
    const server = await rawServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Le'));
    });
    expect((await failureOf(transportTo(server.url))).message).toMatch(/was cut/);
  });

  it('says that an answer is shorter than announced', async () => {
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', { body: '[1, 2, 3]', cut: 4 });
      const error = await failureOf(transportTo(stub.url));
      expect(error.message).toMatch(/the connection was cut|shorter than announced/);
    });
  });

  it('says that somebody answers who speaks no HTTP', async () => {
    const server = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const error = await failureOf(transportTo(server.url));
    expect(error.message).toContain(server.url);
    expect(error.message).toContain('what answers there does not speak HTTP');
  });

  it('says that no answer came in time', async () => {
    const server = await rawServer(() => undefined);
    const error = await failureOf(transportTo(server.url), { ...GET, replyWithinMs: 50 });
    expect(error.message).toContain('it took the call but did not answer in time');
  });

  it('logs a call without a reply', async () => {
    const log: string[] = [];
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', { cut: 'before-head' });
      await failureOf(transportTo(stub.url, { log }));
    });
    expect(log[0]).toMatch(/-> no reply in/);
  });
});

describe('a stop', () => {
  const stop = new InterruptedError('Interrupted.', 'SIGINT');

  it('ends a call that waits for its answer, with its own reason', async () => {
    const server = await rawServer((socket) => {
      socket.once('data', () => stopping.abort(stop));
    });
    const stopping = new AbortController();
    await expect(transportTo(server.url, { stopped: stopping.signal }).send(GET)).rejects.toBe(stop);
  });

  it('ends a call whose body stalls, with its own reason', async () => {
    const stopping = new AbortController();
    const server = await rawServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[1,'));
    });
    const reply = await transportTo(server.url).send({ ...GET, signal: stopping.signal });
    const reading = reply.text();
    stopping.abort(stop);
    await expect(reading).rejects.toBe(stop);
  });

  it('leaves nothing behind at the signals of a program that lives on', async () => {
    const [stopping, leaving] = [new AbortController(), new AbortController()];
    await withStub(async (stub) => {
      stub.on('GET /v1/calc/list', { body: [] });
      const transport = transportTo(stub.url, { stopped: stopping.signal });
      for (let turn = 0; turn < 20; turn += 1) {
        const reply = await transport.send({ ...GET, signal: leaving.signal });
        await reply.text();
      }
      const left = (): number =>
        [stopping, leaving].reduce((sum, { signal }) => sum + getEventListeners(signal, 'abort').length, 0);
      await expect.poll(left).toBe(0);
    });
  });

  it('within a body is no lost connection, whatever its reason is', async () => {
    const stopping = new AbortController();
    const server = await rawServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[1,'));
    });
    const reply = await transportTo(server.url).send({ ...GET, signal: stopping.signal });
    const reading = reply.text();
    stopping.abort();
    await expect(reading).rejects.toBe(stopping.signal.reason);
  });

  it('sends nothing once it was asked for', async () => {
    await withStub(async (stub) => {
      const sending = transportTo(stub.url, { stopped: AbortSignal.abort(stop) }).send(GET);
      await expect(sending).rejects.toBe(stop);
      expect(stub.seen).toEqual([]);
    });
  });
});

describe('close', () => {
  it('does not wait for an answer that nobody reads', async () => {
    const server = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n${'x'.repeat(1000)}`);
      });
    });
    const transport = createTransport({ baseUrl: server.url, debugLog: silentDebugLog });
    const reply = await transport.send(GET);
    reply.body.on('error', () => undefined);
    await transport.close();
    await new Promise((resolve) => reply.body.once('close', resolve));
    expect(reply.body.destroyed).toBe(true);
  });
});
