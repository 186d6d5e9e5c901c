import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/exit-codes.js';
import { type Line, LINES } from '../contract/lines.js';
import type { StubReply } from '../support/stub-engine.js';
import { harmIn, POISON, poisoned, runSpoiled } from './poison.js';

/** Headers hold bytes: what UTF-8 makes of C1 characters, for ESC is refused by every HTTP parser. */
const HEADER_POISON = Buffer.from('\u009b31m\u009d52;c;aGk=\u009c\u202e').toString('latin1');

const bodyOf = (reply: StubReply, steering: boolean): StubReply => {
  if (typeof reply.body === 'object' && !Buffer.isBuffer(reply.body))
    return { ...reply, body: poisoned(reply.body, steering) as never };
  if (typeof reply.body === 'string' && steering) return { ...reply, body: `${reply.body}${POISON}` };
  const disposition = reply.headers?.['content-disposition'];
  return disposition === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, 'content-disposition': `${disposition}${HEADER_POISON}` } };
};

/** A server that knows who it is, and fails on everything else. */
const failing =
  (failure: StubReply) =>
  (reply: StubReply, call: string): StubReply =>
    call.endsWith('/v1/engine_version') || (reply.status ?? 200) === 404 ? reply : failure;

const html = { 'content-type': 'text/html' };
const SPOILERS: Readonly<Record<string, (reply: StubReply, call: string) => StubReply>> = {
  'in every text': (reply) => bodyOf(reply, false),
  'in every text, word and key': (reply) => bodyOf(reply, true),
  'in the title of a page': failing({
    status: 500,
    headers: html,
    body: `<html><title>Oh ${POISON}</title></html>`,
  }),
  'in a page with status 200': failing({ headers: html, body: `<title>Hi ${POISON}</title>` }),
  'in a crash text': failing({ status: 500, body: `TypeError at /v1/x${POISON}\n${POISON}\n` }),
  'in an error in JSON': failing({ status: 500, body: { error: `no ${POISON}` } }),
  'in a refusal': failing({ body: { error: `no ${POISON}`, success: false } }),
  'in a refusal of a job': failing({
    status: 500,
    body: { tb_str: '', traceback: [POISON, `ValueError: ${POISON}`], job_id: 9, error: undefined },
  }),
  'in a redirect': failing({
    status: 302,
    headers: { location: `http://evil.example/${HEADER_POISON}`, 'set-cookie': `a=${HEADER_POISON}` },
  }),
  'in the reason of a 404': (reply, call) =>
    call.endsWith('/v1/engine_version') ? reply : { status: 404, body: POISON },
  'in the version': (reply, call) =>
    call.endsWith('/v1/engine_version') ? { body: `3.26.2${POISON.replace(/\s/g, '')}` } : reply,
};

interface Mode {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A failure looks the same in all of them. */
const FEW: Readonly<Record<string, Mode>> = {
  'for people': { words: ['--debug'] },
  'as JSON': { words: ['--json'] },
};
const ALL: Readonly<Record<string, Mode>> = {
  ...FEW,
  'in colours': { words: ['--debug'], env: { FORCE_COLOR: '1' } },
  'line by line': { words: ['--jsonl'] },
};

const codes = new Set<number>(Object.values(EXIT_CODES).map(({ code }) => code));

/** Who waits for an end that never comes says for how long. */
const patient = (line: Line): Line =>
  line.of === 'wait' ? { ...line, words: [...line.words, '--timeout', '1min'] } : line;

// The contract's lines are held to hold every verb and every flag that does something (schemas.test.ts).
describe.each(Object.entries(SPOILERS))('what takes a terminal over, %s,', (where, spoil) => {
  const modes = where.startsWith('in every text') ? ALL : FEW;

  it.each(LINES.map((line) => [line.words.join(' '), line] as const))(
    'stays harmless: %s',
    async (_words, line) => {
      for (const [mode, { words, env }] of Object.entries(modes)) {
        const { exit, stdout, stderr } = await runSpoiled(patient(line), spoil, words, env);
        expect(harmIn(stdout), `stdout ${mode}`).toBeUndefined();
        expect(harmIn(stderr), `stderr ${mode}`).toBeUndefined();
        expect(stderr, mode).not.toContain('a fault in this program');
        expect(codes.has(exit)).toBe(true);
        if (mode === 'as JSON') expect(() => JSON.parse(stdout) as unknown).not.toThrow();
      }
    },
  );
});

describe('the exact text', () => {
  const said = (of: string) => LINES.find((line) => line.of === of);

  it.each(['jobs', 'outputs', 'logs', 'tags', 'show'])('is in the JSON of %s', async (of) => {
    const line = said(of);
    if (line === undefined) throw new Error('no such line');
    const { stdout } = await runSpoiled(line, (reply) => bodyOf(reply, false), ['--json']);
    expect(textsIn(JSON.parse(stdout)).some((text) => text.endsWith(POISON))).toBe(true);
  });

  it.each(['csv', 'tsv'])('is written out in %s, which is looked at too', async (format) => {
    const line = said('jobs');
    if (line === undefined) throw new Error('no such line');
    const { stdout } = await runSpoiled(line, (reply) => bodyOf(reply, false), ['--format', format]);
    expect(harmIn(stdout)).toBeUndefined();
    expect(stdout.replaceAll('\\\\', '\\')).toContain(String.raw`Job 7\x1b[38;5;213mPOI\x1b[2J`);
  });

  it('is the same in a pipe as on a terminal: written out', async () => {
    const line = said('jobs');
    if (line === undefined) throw new Error('no such line');
    const columns = ['--columns', 'id,description'];
    const { stdout } = await runSpoiled(line, (reply) => bodyOf(reply, false), columns);
    expect(stdout).toContain(String.raw`Job 7\x1b[38;5;213mPOI\x1b[2J\x1b]0;title\x07`);
  });
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
