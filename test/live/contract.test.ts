import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaFaults } from '../contract/json-schema.js';
import { engineUnderTest } from './engine-under-test.js';
import { REPOSITORY, startProgram } from './program.js';

let folder = '';
let id = 0;

/** Runs the program with --json and holds what it prints to a schema. */
async function held(schema: Parameters<typeof schemaFaults>[0], ...words: string[]): Promise<unknown> {
  const { exit, stdout, stderr } = await startProgram([...words, '--json']).ended;
  const value: unknown = JSON.parse(stdout);
  expect(schemaFaults(schema, value), `${words.join(' ')}: ${stderr}`).toEqual([]);
  expect(exit === 0, stderr).toBe(schema !== 'error');
  return value;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-contract-'));
  const ran = (await held('run', '--run', join(REPOSITORY, 'examples', 'classical', 'job.ini'))) as {
    calculations: { calculation_id: number }[];
  };
  id = ran.calculations[0]?.calculation_id ?? 0;
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

describe('what a real engine answers', () => {
  it('is of the schemas', async () => {
    await held('calculations', '--lhc');
    await held('calculations', 'jobs');
    await held('calculation-details', 'show', String(id));
    await held('outputs', '--lo', String(id));
    await held('log', '--sl', String(id));
    await held('log', 'logs', 'last');
    await held('waited', 'wait', String(id));
    await held('version', '--version');
    await held('export', '--eos', String(id), join(folder, 'out'));
    await held('error', '--lo', '999999');
    await held('abort', '--abort', String(id));
  });
});

/** Scripts for each shell that load the completion and press Tab once; they print what was offered. */
const SHELLS: Readonly<Record<string, (line: readonly string[]) => readonly [string, readonly string[]]>> = {
  bash: (line) => [
    'bash',
    [
      '--norc',
      '-c',
      `source <(openquake completion bash); COMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${line.length - 1}; _openquake; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
  ],
  fish: (line) => [
    'fish',
    ['--no-config', '-c', `openquake completion fish | source; complete -C '${line.join(' ')}'`],
  ],
  zsh: (line) => [
    'zsh',
    [
      '-f',
      '-c',
      // A pseudo-terminal of zsh's own: completion runs only where lines are edited.
      `zmodload zsh/zpty; zpty z zsh -f -i
       zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; source <(openquake completion zsh); zle_highlight=(none); compadd() { builtin compadd -O got "$@"; print -rl -- BEGIN $got END; builtin compadd "$@" }; print REA''DY'
       while zpty -r z out; do [[ $out == *READY* ]] && break; done
       zpty -w -n z '${line.join(' ')}'$'\\t'
       while zpty -r z out; do print -r -- $out; [[ $out == *END* ]] && break; done; zpty -d z`,
    ],
  ],
};

describe('Tab', () => {
  beforeAll(async () => {
    await mkdir(join(folder, 'bin'));
    const program = join(folder, 'bin', 'openquake');
    await writeFile(
      program,
      `#!/bin/sh\nexec '${process.execPath}' '${join(REPOSITORY, 'bin', 'openquake.js')}' "$@"\n`,
    );
    await chmod(program, 0o755);
    for (const name of ['my job.ini', 'job.zip', 'other.txt']) await writeFile(join(folder, name), '');
  });

  const press = (shell: string, line: readonly string[]): string => {
    const [program, words] = SHELLS[shell]?.(line) ?? ['', []];
    return execFileSync(program, words, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: {
        PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        TERM: 'xterm',
        OPENQUAKE_HOST: engineUnderTest().url,
        OPENQUAKE_CACHE_DIR: join(folder, 'cache'),
      },
    });
  };

  it.each(Object.keys(SHELLS))('offers verbs, flags and calculations in %s', (shell) => {
    expect(press(shell, ['openquake', 'check-in'])).toContain('check-input');
    expect(press(shell, ['openquake', '--list-hazard-c'])).toContain('--list-hazard-calculations');
    expect(press(shell, ['openquake', 'logs', ''])).toMatch(/\b\d+\b/);
  });

  it.each(['bash', 'fish'])('offers job files and no others in %s', (shell) => {
    const offered = press(shell, ['openquake', '--run', '']);
    expect(offered).toContain('my job.ini');
    expect(offered).toContain('job.zip');
    expect(offered).not.toContain('other.txt');
  });
});

describe('at last', () => {
  it('a deletion is of its schema, too', async () => {
    await held('deletion', '--dc', String(id), '--yes');
  });
});
