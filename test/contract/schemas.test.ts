import { describe, expect, it } from 'vitest';
import { ENGINE_FLAGS } from '../../src/cli/engine-flags.js';
import { resultOfFlag, resultOfVerb } from '../../src/cli/results.js';
import { VERBS } from '../../src/cli/verbs.js';
import { SCHEMA_NAMES, schemaDocument } from '../../src/schemas/schemas.js';
import { runMain } from '../support/test-system.js';
import { type Line, LINES, WRONG_LINES } from './lines.js';
import { rowFaults, schemaFaults } from './json-schema.js';
import { runLine } from './run-line.js';

/** Those whose work is an engine on this machine: their own tests and the live tests run them. */
const ELSEWHERE = ['engine install', 'engine start'];

function resultOf({ of: name, words }: Line): {
  readonly schema: (typeof SCHEMA_NAMES)[number];
  readonly isList: boolean;
} {
  const isVerb = words.join(' ').startsWith(name);
  const action = isVerb ? undefined : ENGINE_FLAGS.find((flag) => flag.name === name)?.action;
  const result = action === undefined ? resultOfVerb(name) : resultOfFlag(action);
  if (result === undefined) throw new Error(`no schema for ${name}`);
  return result;
}

describe('the schemas', () => {
  it.each(VERBS.map(({ words }) => words))('have one for the verb %s', (words) => {
    expect(resultOfVerb(words)).toBeDefined();
  });

  it.each(SCHEMA_NAMES)('are written down: %s', async (name) => {
    const text = `${JSON.stringify(schemaDocument(name), undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../docs/schemas/${name}.json`);
    expect(schemaDocument(name)['$id']).toMatch(new RegExp(`^urn:openquake-cli:schema:${name}:\\d+$`));
    expect((await runMain(['schema', name])).stdout).toBe(text);
    expect((await runMain(['schema', name, '--json'])).stdout).toBe(text);
  });
});

describe('what is printed with --json', () => {
  it.each(LINES.map((line) => [`${line.words.join(' ')} (${line.exit ?? 0})`, line] as const))(
    'is of its schema: %s',
    async (_title, line) => {
      const { schema } = resultOf(line);
      // Of several runs the table is a list; their JSON is one value.
      const isRows = schemaDocument(schema)['type'] === 'array';
      const { exit, stdout } = await runLine(line, '--json');
      expect(exit, stdout).toBe(line.exit ?? 0);
      expect(schemaFaults(schema, JSON.parse(stdout))).toEqual([]);
      const rows = (await runLine(line, '--jsonl')).stdout.trimEnd().split('\n');
      for (const row of rows.filter((text) => text !== '')) {
        const value: unknown = JSON.parse(row);
        expect(isRows ? rowFaults(schema, value) : schemaFaults(schema, value)).toEqual([]);
      }
    },
  );

  it.each(WRONG_LINES.map((line) => [`${line.of}: ${line.words.join(' ')}`, line] as const))(
    'is an error of its schema: %s',
    async (_title, line) => {
      const { exit, stdout } = await runLine(line, '--json');
      expect(exit).toBe(line.exit);
      const value = JSON.parse(stdout) as { error: { exit_code: number } };
      expect(schemaFaults('error', value)).toEqual([]);
      expect(value.error.exit_code).toBe(exit);
    },
  );

  it('is held to the schema for every command', () => {
    const held = new Set([...LINES, ...WRONG_LINES].map(({ of }) => of));
    const actions = new Set(LINES.map(({ of }) => ENGINE_FLAGS.find(({ name }) => name === of)?.action));
    expect(
      VERBS.map(({ words }) => words).filter((words) => !held.has(words) && !ELSEWHERE.includes(words)),
    ).toEqual([]);
    const flags = ENGINE_FLAGS.filter(({ action }) => action !== undefined && !actions.has(action));
    expect(flags.map(({ name }) => name)).toEqual([]);
  });
});
