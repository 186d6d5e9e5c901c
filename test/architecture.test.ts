import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

/**
 * Who may import whom, by the first folder below src (or the file's own name). A part may import itself and what
 * stands here; what is missing is an upward or a sideways import.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  main: [
    'real-system',
    'complete-line',
    'global-options',
    'harmless-text',
    'cli',
    'commands',
    'settings',
    'wire-context',
    'views',
    'output',
    'system',
  ],
  'complete-line': ['cli', 'context', 'local-engine', 'settings', 'system', 'views', 'wire-context'],
  'real-system': ['output', 'system', 'clock'],
  'wire-context': [
    'ask',
    'wire-server',
    'context',
    'commands',
    'engine',
    'http',
    'local-engine',
    'output',
    'profiles',
    'system',
    'global-options',
  ],
  'wire-server': ['accounts', 'context', 'engine', 'http', 'output', 'profiles', 'system', 'global-options'],
  ask: ['context', 'system', 'global-options'],
  accounts: ['secret-variables'],
  'secret-variables': [],
  context: ['accounts', 'http', 'engine', 'local-engine', 'output', 'profiles', 'system', 'global-options'],
  system: ['output', 'clock'],
  settings: ['durations', 'global-options'],
  durations: [],
  profiles: [],
  'global-options': [],
  cli: ['commands', 'context', 'environment', 'near-names', 'schemas', 'views', 'output', 'system'],
  commands: [
    'joined-signal',
    'context',
    'durations',
    'near-names',
    'schemas',
    'listing',
    'global-options',
    'services',
    'views',
    'output',
    'engine',
    'job',
    'local-engine',
    'results',
    'http',
    'profiles',
    'system',
  ],
  services: [
    'near-names',
    'disk-space',
    'process-table',
    'secret-variables',
    'engine',
    'job',
    'local-engine',
    'results',
    'http',
    'clock',
  ],
  views: [
    'listing',
    'fit-text',
    'harmless-text',
    'shown-characters',
    'services',
    'engine',
    'job',
    'local-engine',
    'results',
  ],
  engine: ['http', 'clock'],
  job: ['clock', 'disk-space', 'near-names', 'python', 'zip'],
  results: ['clock', 'disk-space', 'harmless-text', 'python', 'zip'],
  python: [],
  zip: [],
  'disk-space': [],
  'local-engine': ['clock', 'http', 'process-table'],
  http: ['clock', 'joined-signal'],
  listing: [],
  output: ['listing', 'fit-text', 'harmless-text'],
  'fit-text': ['shown-characters'],
  'shown-characters': ['harmless-text'],
  'harmless-text': [],
  clock: [],
  'joined-signal': [],
  schemas: [],
  'near-names': [],
  environment: [],
  'process-table': [],
  'own-files': ['clock', 'process-table'],
  errors: [],
  'exit-codes': [],
};

/** What everybody may import: these import nothing but one another. */
const FOR_ALL = ['errors', 'exit-codes', 'own-files'];

/** Commands see these as types only: instances come with the context. */
const TYPES_ONLY_FOR_COMMANDS = ['output', 'context'];

interface Import {
  readonly from: string;
  readonly fromPart: string;
  readonly toPart: string;
  readonly isType: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sourceFiles(path) : path.endsWith('.ts') ? [path] : [];
  });
}

function partOf(path: string): string {
  return (relative(SRC, path).split('/')[0] ?? '').replace(/\.(ts|js)$/, '');
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const found: Import[] = [];
  const statement =
    /(?:^|\n)\s*(import|export)\s+(type\s+)?([^'";]*?)\s*from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g;
  for (const match of text.matchAll(statement)) {
    const target = match[4] ?? match[5] ?? '';
    const names = match[3] ?? '';
    const isType = match[2] !== undefined || /^\{\s*(type\s+\w+\s*(as\s+\w+)?,?\s*)+\}$/.test(names);
    found.push({
      from: relative(SRC, path),
      fromPart: partOf(path),
      toPart: partOf(normalize(join(dirname(path), target))),
      isType,
    });
  }
  return found;
}

const imports = sourceFiles(SRC).flatMap(importsOf);

describe('the house', () => {
  it('has imports to judge', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('imports in one direction only', () => {
    const wrong = imports.filter(({ fromPart, toPart }) => {
      if (fromPart === toPart || FOR_ALL.includes(toPart)) return false;
      return !(ALLOWED[fromPart] ?? []).includes(toPart);
    });
    expect(wrong.map(({ from, toPart }) => `${from} -> ${toPart}`)).toEqual([]);
  });

  it('hands instances to commands through the context', () => {
    const wrong = imports.filter(
      ({ fromPart, toPart, isType }) =>
        fromPart === 'commands' && TYPES_ONLY_FOR_COMMANDS.includes(toPart) && !isType,
    );
    expect(wrong.map(({ from, toPart }) => `${from} -> ${toPart}`)).toEqual([]);
  });

  it('knows every part', () => {
    const parts = new Set(sourceFiles(SRC).map(partOf));
    expect([...parts].filter((part) => ALLOWED[part] === undefined)).toEqual([]);
  });

  it('performs requests in one file and reads the process in one', () => {
    const using = (pattern: RegExp): string[] =>
      sourceFiles(SRC)
        .filter((path) => pattern.test(readFileSync(path, 'utf8')))
        .map((path) => relative(SRC, path));
    expect(using(/from 'undici'/)).toEqual(['http/transport.ts']);
    expect(using(/from 'form-data'/)).toEqual(['http/multipart.ts']);
    expect(using(/\bprocess\.(argv|env|cwd|std|exit|on)\b/)).toEqual(['real-system.ts']);
  });

  it('keeps files small and their names of the domain', () => {
    const files = sourceFiles(SRC);
    const long = files.filter((path) => readFileSync(path, 'utf8').split('\n').length > 300);
    expect(long.map((path) => relative(SRC, path))).toEqual([]);
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\.ts|\/)/.test(path))).toEqual([]);
  });
});
