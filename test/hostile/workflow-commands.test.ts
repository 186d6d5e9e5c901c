import { describe, expect, it } from 'vitest';
import { withoutWorkflowCommands } from '../../src/output/workflow-commands.js';
import { LINES } from '../contract/lines.js';
import { type StubReply } from '../support/stub-engine.js';
import { testSystem } from '../support/test-system.js';
import { runSpoiled } from './poison.js';

/** What an engine's text holds, on lines of their own and in the middle of one. */
const COMMANDS =
  '\n::error::bad\n \t::add-mask::1\r\n##[error]old\nin ##[set-env name=A]the middle\n::stop-commands::x';
/** Said anew, as actions/runner reads lines: blanks are skipped before `::`, and `##[` may stand anywhere. */
const OBEYED = /^\s*::[a-z-]+.*?::|##\[/m;

const spoiled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(spoiled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && ['message', 'description', 'name', 'error', 'owner'].includes(key)
        ? `${COMMANDS}${item}${COMMANDS}`
        : spoiled(item),
    ]),
  );
};
const spoil = (reply: StubReply): StubReply => {
  if (typeof reply.body !== 'object' || Buffer.isBuffer(reply.body)) return reply;
  // Rows of a log are lists of four.
  const isLog = Array.isArray(reply.body) && Array.isArray(reply.body[0]);
  const body = isLog
    ? (reply.body as unknown as unknown[][]).map((row) => [
        ...row.slice(0, 3),
        `${String(row[3])}${COMMANDS}`,
      ])
    : spoiled(reply.body);
  return { ...reply, body: body as never };
};

const titled = LINES.map((line) => [line.words.join(' '), line] as const);

describe('in GitHub Actions', () => {
  it.each(titled)(
    'no text of a server commands the runner: %s',
    async (_words, line) => {
      for (const more of [[], ['--json'], ['--jsonl'], ['--format', 'csv']]) {
        const { stdout, stderr } = await runSpoiled(line, spoil, more, { GITHUB_ACTIONS: 'true' });
        // Faults of a job and what a check finds are meant to be annotations.
        const told = stderr.replace(/^::.*title=OpenQuake (?:input|results)::.*$/gm, '');
        expect([OBEYED.exec(stdout)?.[0], OBEYED.exec(told)?.[0]]).toEqual([undefined, undefined]);
      }
    },
    60_000,
  );

  it('such text is there, and elsewhere stays as it was', async () => {
    const words = ['logs', '7'];
    const line = LINES.find((one) => one.words.join(' ') === words.join(' '));
    if (line === undefined) throw new Error('there is no such line');
    const plain = await runSpoiled(line, spoil, []);
    expect(plain.stdout).toMatch(OBEYED);
    const disarmed = await runSpoiled(line, spoil, [], { GITHUB_ACTIONS: 'true' });
    expect(disarmed.stdout).toContain(String.raw`\u003a:error::bad`);
    expect(disarmed.stdout).toContain(String.raw`in #\u0023[set-env name=A]the middle`);
  });

  it('a line that is written in parts is one line, and JSON says the same', () => {
    const system = testSystem();
    const { stdout } = withoutWorkflowCommands(system.streams);
    for (const part of ['a ', '::b\n', '  ', '::c::\n', '::d', '::e\n']) stdout.write(part);
    expect(system.written.stdout).toBe('a ::b\n  \\u003a:c::\n\\u003a:d::e\n');
    const text = JSON.stringify({ text: '##[error]x ##[##[' });
    stdout.write(`${text}\n`);
    const written = system.written.stdout.split('\n').at(-2) ?? '';
    expect([written.includes('##['), JSON.parse(written)]).toEqual([false, JSON.parse(text)]);
  });
});
