import { describe, expect, it } from 'vitest';
import { CLIENT_FLAGS } from '../../src/cli/client-flags.js';
import { ENGINE_FLAGS, type EngineFlag } from '../../src/cli/engine-flags.js';
import { normalizeArgv } from '../../src/cli/normalize-argv.js';
import { parseLine, verbWords } from '../../src/cli/program.js';
import { FLAG_COMMANDS } from '../../src/cli/flag-commands.js';
import { flagKey, selectCommand } from '../../src/cli/select-command.js';
import type { RawCommand } from '../../src/commands/command.js';
import { UsageError } from '../../src/errors.js';

async function flagsOf(argv: readonly string[]): Promise<RawCommand> {
  const line = await parseLine(normalizeArgv(argv, verbWords()).argv, 100);
  if (line.kind !== 'flags') throw new Error(`not a line of flags but ${line.kind}`);
  return line.raw;
}

/** Values that fit a flag. */
function valuesFor(flag: Pick<EngineFlag, 'arity'>): string[] {
  return flag.arity === 0 ? [] : flag.arity === 1 ? ['7'] : ['7', 'there'];
}

function parsedValue(flag: EngineFlag): unknown {
  if (flag.arity === 0) return true;
  return flag.arity === 1 && flag.repeatable !== true ? '7' : valuesFor(flag);
}

const SPELLINGS = ENGINE_FLAGS.flatMap((flag) => [
  { flag, spelling: `--${flag.name}` },
  ...flag.aliases.map((alias) => ({ flag, spelling: `--${alias}` })),
  ...(flag.short === undefined ? [] : [{ flag, spelling: `-${flag.short}` }]),
]);

/** Names of argparse's in `oq engine`, and those of older engines that users still have in their fingers. */
const TYPED_FOR_YEARS = [
  '--rh',
  '--rr',
  '--run',
  '--run-hazard',
  '--run-risk',
  '--hc',
  '--hazard-calculation-id',
  '--lhc',
  '--lrc',
  '--lo',
  '--lho',
  '--lro',
  '--sl',
  '--show-log',
  '--eo',
  '--eos',
  '--eh',
  '--er',
  '--eho',
  '--ero',
  '--dc',
  '--dhc',
  '--drc',
  '--exports',
  '-e',
  '-p',
  '--param',
  '--log-level',
  '-l',
  '--log-file',
  '-L',
  '--nd',
  '--no-distribute',
  '--upgrade-db',
  '--version',
  '--abort',
  '--config-file',
  '-c',
  '--multi',
  '--reuse-input',
  '--sample-sources',
  '--nodes',
];

describe('every flag of the engine', () => {
  it('is known under the names that users type', () => {
    const known = SPELLINGS.map(({ spelling }) => spelling);
    expect(TYPED_FOR_YEARS.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('has names that belong to it alone', () => {
    const all = [
      ...SPELLINGS.map(({ spelling }) => spelling),
      ...CLIENT_FLAGS.flatMap(({ name, short }) => [
        `--${name}`,
        ...(short === undefined ? [] : [`-${short}`]),
      ]),
      '--help',
      '-h',
    ];
    expect(all.filter((name, place) => all.indexOf(name) !== place)).toEqual([]);
  });

  it.each(SPELLINGS)('is read as $spelling', async ({ flag, spelling }) => {
    const raw = await flagsOf([spelling, ...valuesFor(flag)]);
    const key = flagKey(flag);
    const expected = flag.repeatable === true ? ['7'] : parsedValue(flag);
    expect(raw).toEqual({ args: [], flags: { [key]: expected } });
  });

  it.each(SPELLINGS.filter(({ flag, spelling }) => flag.arity === 1 && spelling.startsWith('--')))(
    'is read as $spelling=7',
    async ({ flag, spelling }) => {
      const raw = await flagsOf([`${spelling}=a=b,-7`]);
      expect([raw.flags[flagKey(flag)]].flat()).toEqual(['a=b,-7']);
    },
  );

  it.each(SPELLINGS.filter(({ spelling }) => spelling.startsWith('--')))(
    'is told to users in its own name only: $spelling',
    ({ flag, spelling }) => {
      // Old names are no abbreviations: nothing is said about them.
      expect(normalizeArgv([spelling], verbWords())).toEqual({ argv: [`--${flag.name}`], expanded: [] });
    },
  );

  it.each(ENGINE_FLAGS.filter((flag) => flag.arity !== 0))('wants its value: --$name', async (flag) => {
    await expect(flagsOf([`--${flag.name}`])).rejects.toThrow(UsageError);
    await expect(flagsOf([`--${flag.name}`])).rejects.toThrow(`--${flag.name}`);
  });
});

describe('a negative number', () => {
  it.each([
    [['--lo', '-1'], 'listOutputs', '-1'],
    [['--lo=-1'], 'listOutputs', '-1'],
    [['--sl', '-2'], 'showLog', '-2'],
    [['--abort', '-1'], 'abort', '-1'],
    [['--dc', '-1'], 'deleteCalculation', '-1'],
    [['--hc', '-1', '--rr', 'x.ini'], 'hazardCalculationId', '-1'],
    [['--eos', '-1', 'results'], 'exportOutputs', ['-1', 'results']],
  ])('is a value in %j', async (argv, key, value) => {
    expect((await flagsOf(argv)).flags[key]).toEqual(value);
  });

  it('is a word after a verb', async () => {
    expect(await parseLine(normalizeArgv(['logs', '-1', '--follow'], verbWords()).argv, 100)).toMatchObject({
      kind: 'verb',
      raw: { args: ['-1'], flags: { follow: true } },
    });
  });
});

describe('a beginning of a flag', () => {
  it.each([
    ['--list-hazard-c', '--list-hazard-calculations'],
    ['--list-r', undefined],
    ['--export-outputs', '--export-outputs'],
    ['--delete', '--delete-calculation'],
    ['--show', '--show-log'],
    ['--log-f', '--log-file'],
    ['--hazard', '--hazard-calculation-id'],
    ['--abo', '--abort'],
    // Two flags begin so, and none of them is guessed.
    ['--list', undefined],
    ['--log', undefined],
    ['--run-', undefined],
    ['--expo', undefined],
    ['--e', undefined],
    // Flags of ours are not guessed at all, and keep others from being guessed.
    ['--det', undefined],
    ['--engine', undefined],
    ['--ver', undefined],
  ])('%s is %s', (typed, full) => {
    const { argv, expanded } = normalizeArgv([typed], verbWords());
    expect(argv).toEqual([full ?? typed]);
    expect(expanded).toEqual(full === undefined || full === typed ? [] : [{ from: typed, to: full }]);
  });

  it('keeps the value behind its equals sign', () => {
    expect(normalizeArgv(['--delete=7'], verbWords()).argv).toEqual(['--delete-calculation=7']);
  });
});

describe('the words around flags', () => {
  it('lose the "engine" of "oq engine", and only before a flag', () => {
    expect(normalizeArgv(['engine', '--lhc'], verbWords()).argv).toEqual(['--list-hazard-calculations']);
    expect(normalizeArgv(['engine', 'start'], verbWords()).argv).toEqual(['engine', 'start']);
    expect(normalizeArgv(['engine', '--help'], verbWords()).argv).toEqual(['engine', '--help']);
  });

  it('are left alone after a verb and after --', () => {
    expect(normalizeArgv(['logs', '5', '--hazard'], verbWords()).argv).toEqual(['logs', '5', '--hazard']);
    expect(normalizeArgv(['--', '--hc'], verbWords()).argv).toEqual(['--', '--hc']);
    expect(normalizeArgv(['logs', '--', '--hc'], verbWords()).argv).toEqual(['logs', '--', '--hc']);
  });

  it("have the engine's short names after a verb too", () => {
    const { argv } = normalizeArgv(['check-input', 'job.ini', '--hc', '5', '--rh=x'], verbWords());
    expect(argv).toEqual(['check-input', 'job.ini', '--hazard-calculation-id', '5', '--run-hazard=x']);
  });

  it('may be values that look like verbs', async () => {
    expect(normalizeArgv(['--profile', 'engine', '--lhc'], verbWords()).argv).toEqual([
      '--profile',
      'engine',
      '--list-hazard-calculations',
    ]);
    expect((await flagsOf(['--eos', '42', 'logs'])).flags).toEqual({ exportOutputs: ['42', 'logs'] });
  });
});

describe('what the flags ask for', () => {
  const raw = (flags: Record<string, unknown>, args: string[] = []): RawCommand => ({ args, flags });

  it.each(ENGINE_FLAGS.filter((flag) => flag.action !== undefined))('is one command: --$name', (flag) => {
    expect(selectCommand(raw({ [flagKey(flag)]: parsedValue(flag) }))).toBe(
      FLAG_COMMANDS[flag.action as keyof typeof FLAG_COMMANDS],
    );
  });

  it.each(ENGINE_FLAGS.filter((flag) => flag.refusal !== undefined))(
    'may be what a remote client cannot do: --$name',
    (flag) => {
      const select = (): unknown =>
        selectCommand(raw({ [flagKey(flag)]: parsedValue(flag), runHazard: 'job.ini' }));
      expect(select).toThrow(UsageError);
      expect(select).toThrow(flag.refusal);
      // It says what to do instead.
      expect(flag.refusal).toMatch(
        /oq |openquake|run the job without it|where it runs|where the engine runs/,
      );
    },
  );

  it('is never two things', () => {
    const two = (): unknown => selectCommand(raw({ runHazard: 'a.ini', exportOutputs: ['1', 'd'] }));
    expect(two).toThrow('--run-hazard and --export-outputs cannot be done by one command line.');
    const chain = (): unknown => selectCommand(raw({ runHazard: 'a.ini', runRisk: 'b.ini' }));
    try {
      chain();
      expect.unreachable();
    } catch (error) {
      expect((error as UsageError).hint).toBe(
        'Hazard and then risk on it: openquake --run hazard.ini risk.ini',
      );
    }
  });

  it('is nothing where nothing was typed', () => {
    expect(selectCommand(raw({}))).toBeUndefined();
    expect(selectCommand(raw({ json: true, host: 'x' }))).toBeUndefined();
  });

  it('is not said by flags that say how', () => {
    expect(() => selectCommand(raw({ exports: 'csv', logLevel: 'warn' }))).toThrow(
      '--exports, --log-level says how, but not what to do.',
    );
  });

  it.each([
    ['job.ini', 'To run it: openquake --run job.ini'],
    ['JOB.ZIP', 'To run it: openquake --run JOB.ZIP'],
    ['whatever', 'openquake --help shows what there is.'],
  ])('is not said by a stray %s', (word, hint) => {
    try {
      selectCommand(raw({}, [word]));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ message: `"${word}" is neither a flag nor a verb.`, hint });
    }
  });
});
