import { describe, expect, it } from 'vitest';
import { CLIENT_FLAGS } from '../src/cli/client-flags.js';
import { ENGINE_FLAGS } from '../src/cli/engine-flags.js';
import { helpWords } from '../src/cli/help/find-page.js';
import { TOPICS } from '../src/cli/help/topics.js';
import { VERBS } from '../src/cli/verbs.js';
import { VARIABLES } from '../src/environment.js';
import { EXIT_CODES } from '../src/exit-codes.js';
import { runMain, testSystem } from './support/test-system.js';

/** What the error says in --json. */
function errorOf(stdout: string): Record<string, unknown> {
  return (JSON.parse(stdout) as { error: Record<string, unknown> }).error;
}

describe('help', () => {
  it.each([['--help'], ['-h'], ['help'], ['--lhc', '--help']])('is printed by %s', async (...argv) => {
    const { exit, stdout, stderr } = await runMain(argv);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^A remote OpenQuake engine.*\n\nExamples:\n/);
  });

  it('is short, and leads to every verb and every topic', async () => {
    const { stdout } = await runMain(['--help']);
    expect(stdout.split('\n').length).toBeLessThan(90);
    for (const verb of VERBS) expect(stdout).toContain(verb.words.split(' ')[0]);
    for (const { name } of TOPICS) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(stdout).not.toContain('<value');
  });

  it('lists every flag under its topic, and every exit code', async () => {
    const engineFlags = (await runMain(['help', 'engine-flags'])).stdout;
    for (const flag of ENGINE_FLAGS) {
      expect(engineFlags).toContain(`--${flag.name}${flag.values === undefined ? '' : ` ${flag.values}`}`);
      for (const alias of flag.aliases) expect(engineFlags).toContain(`--${alias}`);
    }
    const flags = (await runMain(['help', 'flags'])).stdout;
    for (const flag of CLIENT_FLAGS) expect(flags).toContain(`--${flag.name}`);
    for (const { env } of CLIENT_FLAGS) if (env !== undefined) expect(flags).toContain(`[${env}]`);
    const exitCodes = (await runMain(['help', 'exit-codes'])).stdout;
    for (const { code, name } of Object.values(EXIT_CODES)) {
      expect(exitCodes).toMatch(new RegExp(`^ +${code}  ${name} `, 'm'));
    }
    const environment = (await runMain(['help', 'environment'])).stdout;
    for (const { name } of VARIABLES) expect(environment).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each([80, 60])('fits a terminal of %i columns, every page of it', async (columns) => {
    const words = [[], ...helpWords().map((page) => page.split(' '))];
    for (const page of words) {
      const system = testSystem({ columns });
      await runMain(['help', ...page], system);
      const tooLong = system.written.stdout
        .split('\n')
        // A command to copy stays whole.
        .filter((line) => line.length > columns && !/^(Usage:)? +(OPENQUAKE_HOST=\S+ )?openquake/.test(line));
      expect(tooLong).toEqual([]);
    }
  });

  it('shows lines to copy before options, on every page', async () => {
    for (const words of helpWords()) {
      const { stdout } = await runMain(['help', ...words.split(' ')]);
      expect(stdout, words).toContain('Examples:\n');
      const options = stdout.indexOf('\nOptions:');
      if (options >= 0) expect(stdout.indexOf('Examples:')).toBeLessThan(options);
    }
  });

  it('names the nearest page when there is none', async () => {
    const { exit, stderr } = await runMain(['help', 'exit-cods']);
    expect(exit).toBe(2);
    expect(stderr).toContain('Did you mean openquake help exit-codes?');
  });

  it.each(['engine', 'profile'])(
    'is printed for the group %s when nothing of it was asked for',
    async (group) => {
      const { exit, stdout, stderr } = await runMain([group]);
      expect([exit, stderr]).toEqual([0, '']);
      for (const verb of VERBS.filter(({ words }) => words.startsWith(`${group} `))) {
        expect(stdout).toContain(verb.words.split(' ')[1]);
      }
    },
  );

  it.each(VERBS.map(({ words }) => words))('is printed for the verb %s', async (words) => {
    const { exit, stdout } = await runMain([...words.split(' '), '--help']);
    expect(exit).toBe(0);
    expect(stdout).toContain(`Usage: openquake ${words}`);
  });
});

describe('a line that asks for nothing', () => {
  it('is told so, and is no fault', async () => {
    expect(await runMain([])).toEqual({
      exit: 0,
      stdout: 'Please pass some option, see openquake --help\n',
      stderr: '',
    });
  });

  it('gets the short help on a terminal', async () => {
    const { exit, stdout } = await runMain([], testSystem({ columns: 90 }));
    expect(exit).toBe(0);
    expect(stdout).toContain('Usage: openquake ');
  });
});

describe('a result that cannot be written', () => {
  const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });

  it('is no success', async () => {
    const { exit, stderr } = await runMain(['--help'], testSystem({ stdoutFailure: full }));
    expect([exit, stderr]).toEqual([
      9,
      'openquake: What was printed is not whole, stdout cannot be written: the disk is full.\n',
    ]);
  });

  it('does not hide what went wrong before', async () => {
    const { exit } = await runMain(['--no-such-flag'], testSystem({ stdoutFailure: full }));
    expect(exit).toBe(2);
  });
});

describe('a wrong line', () => {
  it.each<[string, string[], string]>([
    ['an unknown flag', ['--run-hazrd', 'x.ini'], 'Did you mean --run-hazard?'],
    ['an ambiguous beginning', ['--list', '7'], 'Ambiguous option: --list could match'],
    ['two actions', ['--lhc', '--lrc'], 'cannot be done by one command line'],
    ['an action and a verb', ['--lhc', 'logs', '5'], 'cannot be done by one command line'],
    ['a stray word', ['job.ini'], 'To run it: openquake --run job.ini'],
    ['a word too many after a verb', ['logs', '5', '6'], 'Too many arguments'],
    ['a verb that does not exist', ['engine', 'bogus'], "Unknown command 'bogus'"],
    ['one value where two are due', ['--eos', '42'], 'Two values are needed: --export-outputs CALC_ID DIR'],
    [
      'three values where two are due',
      ['--eos', '42', 'a', 'b'],
      'Two values are needed: --export-outputs CALC_ID DIR',
    ],
    ['one value for an output', ['--eo', '42'], 'Two values are needed: --export-output OUTPUT_ID DIR'],
    ['a word for a number', ['--lo', 'lost'], '"lost" names no calculation.'],
    ['a fraction for a number', ['--lo', '1.5'], '"1.5" names no calculation.'],
    ['a number beyond all', ['--lo', '9'.repeat(20)], 'names no calculation.'],
    [
      'several where one is meant',
      ['--lo', '3-5'],
      'CALC_ID of --list-outputs is one calculation, and "3-5" names several.',
    ],
    ['an output that cannot be', ['--eo', '-1', 'd'], 'OUTPUT_ID'],
    ['a wrong choice', ['--on-interrupt', 'maybe', '--lhc'], 'detach, abort'],
    [
      'a wrong level',
      ['--run', 'x.ini', '-l', 'loud'],
      '--log-level is debug, info, warn, error or critical',
    ],
    ['a wrong format', ['--eos', '4', 'd', '-e', 'c s v'], '--exports takes formats such as csv,xml,npz'],
    ['a wrong patience', ['--patience', 'long', '--lhc'], '--patience takes a duration, not "long".'],
    ['a place without an export', ['--run', 'x.ini', '--export-dir', 'd'], 'nothing is to be exported'],
    [
      'an export that nobody waits for',
      ['--run', 'x.ini', '--detach', '-e', 'csv'],
      '--detach leaves before',
    ],
    ['a chain that nobody waits for', ['--run', 'a.ini', 'b.ini', '--detach'], '--detach leaves before'],
    ['a file for a hazard', ['--run', 'b.ini', '--hc', 'a.ini'], 'openquake --run a.ini JOB_INI'],
    ['a parameter without a value', ['--run', 'x.ini', '-p', 'imt'], 'is not NAME=VALUE'],
    ['an empty host', ['--host', '', '--lhc'], '--host needs a value, and what was given is empty.'],
    ['an empty folder', ['--eos', '4', ''], '--export-outputs needs values, and what was given is empty.'],
    ['an empty job', ['--run', ' '], '--run needs values, and what was given is empty.'],
    [
      'a flag for a host',
      ['--host', '--lhc'],
      '--host needs a value, and "--list-hazard-calculations" is a flag.',
    ],
    [
      'a flag for a log file',
      ['--run', 'x.ini', '-L', '-m'],
      '--log-file needs a value, and "-m" is a flag.',
    ],
    ['an empty Python', ['engine', 'start', '--engine-python', ''], '--engine-python needs a value'],
    [
      'a flag without its value',
      ['--lhc', '--host'],
      'Write it as --host HOST; openquake --help tells more.',
    ],
    ['a run of nothing', ['--run'], 'Write it as --run JOB_INI...; openquake --help tells more.'],
    [
      'a password in the host',
      ['--host', 'http://a:hunter2@b', '--lhc'],
      'Name the host without user and password.',
    ],
    ['what only a local engine can do', ['--run', 'x.ini', '--nd'], 'OQ_DISTRIBUTE=no oq webui start'],
  ])('%s is refused before anything is done', async (_what, argv, words) => {
    const { exit, stdout, stderr } = await runMain(argv);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/^openquake: .+\n(?: {2}.+\n)?$/);
    expect(stderr).not.toContain('hunter2');
  });

  it.each(ENGINE_FLAGS.filter(({ refusal }) => refusal !== undefined))(
    'refuses --$name in words of its own',
    async (flag) => {
      const { exit, stdout, stderr } = await runMain([`--${flag.name}`, ...(flag.arity === 0 ? [] : ['7'])]);
      expect([exit, stdout]).toEqual([2, '']);
      expect(stderr).toBe(`openquake: ${flag.refusal ?? ''}\n`);
    },
  );

  it('is told in JSON where that was asked for', async () => {
    const { exit, stdout } = await runMain(['--eos', '42', '--json']);
    expect(exit).toBe(2);
    expect(errorOf(stdout)).toMatchObject({ kind: 'usage', exit_code: 2, hint: null });
  });

  it('tells what an abbreviation stands for', async () => {
    const { stderr } = await runMain(['--show', 'x']);
    expect(stderr).toContain('--show is short for --show-log\n');
    expect((await runMain(['--show', 'x', '--quiet'])).stderr).not.toContain('short for');
  });
});

describe('a server that is not there', () => {
  it('is named, with the exit code for it', async () => {
    const { exit, stdout, stderr } = await runMain(['--host', 'http://127.0.0.1:9', '--lhc']);
    expect([exit, stdout]).toEqual([7, '']);
    expect(stderr).toContain('Cannot reach http://127.0.0.1:9: nothing listens there.');
  });

  it('may be named by the environment', async () => {
    const { exit, stderr } = await runMain(['--lhc'], testSystem({ env: { OPENQUAKE_HOST: '127.0.0.1:9' } }));
    expect(exit).toBe(7);
    expect(stderr).toContain('http://127.0.0.1:9');
  });

  it('does not keep --version from telling its own', async () => {
    const { exit, stdout } = await runMain(['--host', 'http://127.0.0.1:9', '--version']);
    expect(exit).toBe(7);
    expect(stdout).toMatch(/^openquake \d+\.\d+\.\d+\n$/);
  });
});
