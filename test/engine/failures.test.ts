import { describe, expect, it } from 'vitest';
import type { EngineServer } from '../../src/engine/server.js';
import { OpenquakeError } from '../../src/errors.js';
import { rejection, withEngine } from '../support/engine-at.js';
import type { StubReply } from '../support/stub-engine.js';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };

const EMPTY_403: StubReply = { status: 403, headers: HTML };
const LOGIN_302: StubReply = { status: 302, headers: { location: '/accounts/login/?next=/v1/calc/list' } };
const OTHER_302: StubReply = { status: 302, headers: { location: 'https://elsewhere.example/' } };
const PAGE_404: StubReply = {
  status: 404,
  headers: HTML,
  body: '<html><head><title>Page not found at /v1/x</title></head><body>…</body></html>',
};
const PAGE_500: StubReply = {
  status: 500,
  headers: HTML,
  body: `<!DOCTYPE html><html><head>\n<title>ValueError\n  at /v1/x</title></head>${'x'.repeat(70_000)}</html>`,
};
const BARE_500: StubReply = { status: 500, headers: HTML, body: '<h1>Server Error (500)</h1>' };
const CRASH_500: StubReply = {
  status: 500,
  headers: PLAIN,
  body: 'TypeError at /v1/x\nIn order to allow non-dict objects\n\nRequest Method: GET\nTraceback…',
};
const GATEWAY_502: StubReply = {
  status: 502,
  headers: HTML,
  body: '<html><title>502 Bad Gateway</title></html>',
};
const JSON_502: StubReply = { status: 502, body: { message: 'upstream is away' } };
const JSON_500: StubReply = { status: 500, body: { detail: 'upstream is broken' } };
const BUSY_503: StubReply = { status: 503, headers: HTML, body: 'busy' };
const LARGE_413: StubReply = {
  status: 413,
  headers: HTML,
  body: '<html><title>413 Request Entity Too Large</title>',
};
const EMPTY_200: StubReply = { headers: HTML };
const PAGE_200: StubReply = { headers: HTML, body: '<html><title>Jupyter</title></html>' };
const OTHER_JSON: StubReply = { body: { hello: 'world' } };
const CUT_JSON: StubReply = { headers: { 'content-type': 'application/json' }, body: '[{"id": 1, "sta' };
const LIST_OF_NUMBERS: StubReply = { body: [1, 2, 3] };

/** Every question that takes JSON, and how to ask it. */
const QUESTIONS: readonly [what: string, call: string, ask: (engine: EngineServer) => Promise<unknown>][] = [
  ['the list', 'GET /v1/calc/list', async (engine) => engine.list()],
  ['a status', 'GET /v1/calc/7/status', async (engine) => engine.status(7)],
  ['a page of the log', 'GET /v1/calc/7/log/*', async (engine) => engine.logPage(7, 0)],
  ['a traceback', 'GET /v1/calc/7/traceback', async (engine) => engine.traceback(7)],
  ['the outputs', 'GET /v1/calc/7/results', async (engine) => engine.outputs(7)],
  ['an export', 'GET /v1/calc/result/7', async (engine) => engine.openResult(7, 'csv')],
  ['an abort', 'POST /v1/calc/7/abort', async (engine) => engine.abort(7)],
  ['a deletion', 'POST /v1/calc/7/remove', async (engine) => engine.remove(7)],
  ['the version', 'GET /v1/engine_version', async (engine) => engine.version()],
];

async function failureOf(
  call: string,
  ask: (engine: EngineServer) => Promise<unknown>,
  reply: StubReply,
): Promise<OpenquakeError> {
  let failure: unknown;
  await withEngine(async (engine, stub) => {
    stub.on(call, reply);
    failure = await rejection(ask(engine));
    expect(stub.seen).toHaveLength(1);
  });
  expect(failure).toBeInstanceOf(OpenquakeError);
  return failure as OpenquakeError;
}

describe.each(QUESTIONS)('asked for %s', (_what, call, ask) => {
  it.each([
    ['an empty 403', EMPTY_403, 'login'],
    ['a 401', { status: 401 }, 'login'],
    ['a redirect to the login page', LOGIN_302, 'login'],
    ['a redirect elsewhere', OTHER_302, 'not-an-engine'],
    ['a page that says 404', PAGE_404, 'not-an-engine'],
    ['a gateway without an engine', GATEWAY_502, 'unreachable'],
    ['a gateway that apologizes in JSON', JSON_502, 'unreachable'],
    ['a busy server', BUSY_503, 'unreachable'],
    ['a gateway that waited too long', { status: 504 }, 'unreachable'],
    ['a gateway that counts calls', { status: 429 }, 'unreachable'],
  ])('takes %s for what it is', async (_reply, reply, kind) => {
    expect((await failureOf(call, ask, reply)).kind).toBe(kind);
  });

  it.each([
    ['a crash page', PAGE_500],
    ['a bare crash page', BARE_500],
    ['a crash in plain text', CRASH_500],
    ['a crash in JSON of its own', JSON_500],
    ['nothing with 500', { status: 500 }],
    ['a refused size', LARGE_413],
  ])('never takes %s for success', async (_reply, reply) => {
    const failure = await failureOf(call, ask, reply);
    // Whoever fails on so small a question as the version is no engine; an export that fails is an export's failure.
    const kind = call.endsWith('engine_version')
      ? 'not-an-engine'
      : /result\//.test(call)
        ? 'incomplete-results'
        : reply === LARGE_413
          ? 'refused'
          : 'server';
    expect(failure.kind).toBe(kind);
    expect(failure.message).not.toMatch(/undefined|\[object/);
    expect(failure.message.length).toBeLessThan(700);
  });

  it.each([
    ['nothing at all', EMPTY_200],
    ['a page', PAGE_200],
    ['JSON of another service', OTHER_JSON],
    ['JSON that breaks off', CUT_JSON],
    ['a list of something else', LIST_OF_NUMBERS],
    ['an empty list', { body: [] }, ['the list', 'a page of the log', 'a traceback', 'the outputs']],
    ['null', { headers: { 'content-type': 'application/json' }, body: 'null' }],
  ])('never takes %s for an answer', async (_reply, reply, fine: readonly string[] = []) => {
    if (fine.includes(_what)) return;
    const failure = await failureOf(call, ask, reply);
    expect(['not-an-engine', 'server', 'incomplete-results']).toContain(failure.kind);
    expect(failure.message).toMatch(/not an(?: OpenQuake)? engine|HTTP 200/);
  });
});

describe('the words of a failure', () => {
  const status = async (engine: EngineServer): Promise<unknown> => engine.status(7);
  const call = 'GET /v1/calc/7/status';

  it('name the crash, not its page', async () => {
    expect((await failureOf(call, status, PAGE_500)).message).toMatch(
      /^http:\S+ failed on the status of calculation 7 \(HTTP 500\): ValueError at \/v1\/x$/,
    );
    expect((await failureOf(call, status, CRASH_500)).message).toMatch(
      /\(HTTP 500\): TypeError at \/v1\/x: In order to allow non-dict objects$/,
    );
    expect((await failureOf(call, status, BARE_500)).message).toMatch(/\(HTTP 500\)\.$/);
    expect(
      (await failureOf(call, status, { status: 400, headers: PLAIN, body: 'KeyError: imt\nTraceback' }))
        .message,
    ).toMatch(/\(HTTP 400\): KeyError: imt$/);
    expect(
      (await failureOf(call, status, { status: 500, body: { error: 'no such table' } })).message,
    ).toMatch(/: no such table$/);
  });

  it('keep the beginning of a crash for --json', async () => {
    const { facts } = await failureOf(call, status, CRASH_500);
    expect(facts).toMatchObject({ status: 500 });
    expect(facts['body_start']).toContain('Request Method: GET');
  });

  it('tell who can raise a limit', async () => {
    const failure = await failureOf(call, status, LARGE_413);
    expect(failure.message).toContain('larger than it allows');
    expect(failure.hint).toContain('client_max_body_size');
  });

  it('tell where a redirect leads', async () => {
    expect((await failureOf(call, status, OTHER_302)).message).toContain(
      'redirects to https://elsewhere.example/',
    );
    expect((await failureOf(call, status, { status: 301 })).message).toContain(
      'redirects to another address',
    );
  });

  it('show where another service betrays itself', async () => {
    const failure = await failureOf(call, status, PAGE_200);
    expect(failure.message).toContain("something that is not an engine's answer");
    expect(failure.facts).toMatchObject({ content_type: HTML['content-type'], body_start: PAGE_200.body });
  });
});

describe('the version', () => {
  it.each(['3.11.5', '3.23.5', '3.26.2', '3.27.0-git1a2b3c4', ' 3.26.2\n'])('is %j', async (body) => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/engine_version', { headers: HTML, body });
      expect(await engine.version()).toBe(body.trim());
    });
  });

  it.each([
    '',
    '3',
    'v3.26.2',
    'nginx/1.24',
    '<html>3.26.2</html>',
    '{"version":"3.26.2"}',
    '3.26.2 and more',
  ])('is not %j', async (body) => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/engine_version', { headers: HTML, body });
      const failure = await rejection(engine.version());
      expect(failure).toMatchObject({ kind: 'not-an-engine', exit: 'unreachable' });
      expect((failure as Error).message).toBe(
        `What answers at ${stub.url} is not an OpenQuake engine server.`,
      );
    });
  });
});
