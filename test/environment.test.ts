import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLIENT_FLAGS } from '../src/cli/client-flags.js';
import { VARIABLES } from '../src/environment.js';

const SOURCES = join(import.meta.dirname, '..', 'src');

/** Every source but the table itself and the flags, which only name what others read. */
const TEXT = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/(?:^|[\\/])(?:environment|client-flags)\.ts$/.test(path))
  .map((path) => readFileSync(join(SOURCES, path), 'utf8'))
  .join('\n');

/** The names in quotes that `pattern` finds, in its first group. */
function namesIn(pattern: RegExp): string[] {
  return [...TEXT.matchAll(pattern)].flatMap((match) => match[1]?.match(/(?<=')\w+(?=')/g) ?? []);
}

/** By subscript, by a function that takes flag and variable, from a list, and of our own scheme in any way. */
const READ = new Set(
  [
    ...namesIn(/\benv\[('\w+')\]/g),
    ...namesIn(/\btext\('\w+', ('\w+')\)/g),
    ...namesIn(/_VARIABLES = \[([^\]]*)\]/g),
    ...namesIn(/\[([^\]]*)\]\.find\(\s*\(name\) => \(env\[name\]/g),
    ...namesIn(/('OPENQUAKE_\w+')/g),
    // Put together from the scheme of the server.
    ...(TEXT.includes('${scheme.toUpperCase()}_PROXY') ? ['HTTP_PROXY', 'HTTPS_PROXY'] : []),
  ].map((name) => name.toUpperCase()),
);

const KNOWN = VARIABLES.map(({ name }) => name.toUpperCase());

describe('the table of variables', () => {
  it('has every one that a source reads', () => {
    expect(READ.size).toBeGreaterThan(30);
    expect([...READ].filter((name) => !KNOWN.includes(name))).toEqual([]);
  });

  it('has none that nothing reads, and none twice', () => {
    expect(KNOWN.filter((name) => !READ.has(name))).toEqual([]);
    expect(new Set(KNOWN).size).toBe(KNOWN.length);
  });

  it('and the flags agree on which says the same as which', () => {
    const flags = CLIENT_FLAGS.flatMap(({ name, env }) => (env === undefined ? [] : [`${env} --${name}`]));
    const variables = VARIABLES.flatMap((one) => ('flag' in one ? [`${one.name} --${one.flag}`] : []));
    expect(variables.toSorted()).toEqual(flags.toSorted());
  });

  it('is asked no other way than one that this test sees', () => {
    // process.env is read where the system is made; everything else gets it as `env`, and subscripts it with a name.
    const subscripts = [...TEXT.matchAll(/\benv\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
    const byVariable = subscripts.filter((inside) => !/^'\w+'$/.test(inside));
    expect([...new Set(byVariable)].toSorted()).toEqual(['name', 'named', 'variable']);
    expect(TEXT.match(/\benv\.[A-Za-z]\w*|process\.env\b(?! )[.[]/g) ?? []).toEqual([]);
  });
});
