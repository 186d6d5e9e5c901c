import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reply of the stub: status, headers and body. An object body is sent as JSON. */
export interface StubReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | readonly unknown[] | Readonly<Record<string, unknown>>;
  /** Cuts the connection instead of answering: before the head, or after this many bytes of the body. */
  readonly cut?: 'before-head' | number;
}

/** What the stub was asked. */
export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Answer = StubReply | ((request: SeenRequest) => StubReply);

/** A server in the test's own hands. What it was not told to answer is a failure of the test, and so is what nobody asked for. */
export interface StubEngine {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Answers `METHOD /path` (without query) with these in turn; the last one again and again. */
  on(call: string, ...answers: Answer[]): StubEngine;
  /** The same for what need not be asked. */
  may(call: string, ...answers: Answer[]): StubEngine;
  /** Changes every answer before it is sent, e.g. for the worse. */
  spoil(change: (reply: StubReply, call: string) => StubReply): void;
  /** Stops the server. @throws Error naming requests that had no answer and answers that nobody asked for. */
  close(): Promise<void>;
}

/** Times, the first rows of the log, and the parameters of a calculation. */
const forDescriptions = /^GET \/v1\/calc\/\d+(?:\/extract\/oqparam|\/log\/0:20)?$/;

export async function startStubEngine(): Promise<StubEngine> {
  const answers = new Map<string, { readonly list: Answer[]; used: boolean }>();
  const seen: SeenRequest[] = [];
  const strays: string[] = [];
  let spoiled: (reply: StubReply, call: string) => StubReply = (reply) => reply;
  const server = createServer((request, response) => {
    void readBody(request).then(
      (body) => {
        const { method = '', url = '' } = request;
        seen.push({ method, url, headers: request.headers, body });
        const call = `${method} ${decodeURIComponent(url.split('?')[0] ?? '')}`;
        const entry = answers.get(call) ?? answers.get(call.replace(/\d+:\d*$/, '*'));
        if (entry === undefined && forDescriptions.test(call)) {
          // What the description of an export asks besides; without an answer it does without.
          response.writeHead(404).end();
          return;
        }
        if (entry === undefined) {
          strays.push(call);
          response.writeHead(599).end();
          return;
        }
        entry.used = true;
        const answer = entry.list.length > 1 ? entry.list.shift() : entry.list[0];
        const last = seen.at(-1);
        if (answer === undefined || last === undefined) return;
        send(request, response, spoiled(typeof answer === 'function' ? answer(last) : answer, call));
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const stub: StubEngine = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    on(call, ...list) {
      answers.set(call, { list, used: false });
      return stub;
    },
    may(call, ...list) {
      answers.set(call, { list, used: true });
      return stub;
    },
    spoil(change) {
      spoiled = change;
    },
    async close() {
      await closeServer(server);
      const unused = [...answers].filter(([, entry]) => !entry.used).map(([call]) => call);
      if (strays.length > 0)
        throw new Error(`the stub was asked what it does not know: ${strays.join(', ')}`);
      if (unused.length > 0) throw new Error(`nobody asked the stub for: ${unused.join(', ')}`);
    },
  };
  // Who answers is asked by some commands only: this one answer need not be used.
  answers.set('GET /v1/engine_version', {
    list: [{ headers: { 'content-type': 'text/html' }, body: '3.23.5' }],
    used: true,
  });
  // Its newest calculation is asked for before a job is sent.
  answers.set('GET /v1/calc/list', { list: [{ body: [] }], used: true });
  // What it knows is asked before a job is sent; without an answer the recorded names do.
  for (const call of ['GET /v1/ini_defaults', 'GET /v1/available_gsims']) {
    answers.set(call, { list: [{ status: 404, body: 'not found' }], used: true });
  }
  return stub;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(request: IncomingMessage, response: ServerResponse, reply: StubReply): void {
  if (reply.cut === 'before-head') {
    request.socket.destroy();
    return;
  }
  const isText = typeof reply.body === 'string' || Buffer.isBuffer(reply.body);
  const body = Buffer.isBuffer(reply.body)
    ? reply.body
    : Buffer.from(
        typeof reply.body === 'string'
          ? reply.body
          : reply.body === undefined
            ? ''
            : JSON.stringify(reply.body),
      );
  const contentType = isText || reply.body === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(reply.status ?? 200, {
    ...contentType,
    ...reply.headers,
    // Last: behind a length Node writes the bytes of a Content-Disposition as UTF-8, and refuses what is none.
    'content-length': reply.headers?.['content-length'] ?? body.length,
  });
  if (typeof reply.cut === 'number') {
    response.write(body.subarray(0, reply.cut), () => request.socket.destroy());
    return;
  }
  response.end(body);
}
