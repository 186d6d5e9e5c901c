import { describe, expect, it } from 'vitest';
import { CLIENT_FLAGS } from '../../src/cli/client-flags.js';
import { ENGINE_FLAGS, type EngineFlag } from '../../src/cli/engine-flags.js';
import { normalizeArgv } from '../../src/cli/normalize-argv.js';
import { parseLine, verbWords } from '../../src/cli/program.js';
import { FLAG_COMMANDS } from '../../src/cli/flag-commands.js';
import { flagKey, selectCommand, selectVerb } from '../../src/cli/select-command.js';
import { VERBS } from '../../src/cli/verbs.js';
import type { RawCommand } from '../../src/commands/command.js';
import { UsageError } from '../../src/errors.js';

async function flagsOf(argv: readonly string[]): Promise<RawCommand> {
  const line = await parseLine(normalizeArgv(argv, verbWords()).argv, 100);
  if (line.kind !== 'flags') throw new Error(`not a line of flags but ${line.kind}`);
  return line.raw;
}

/** Values that fit a flag. */
function valuesFor(flag: Pick<EngineFlag, 'arity'>): string[] {
  if (flag.arity === 'many') return ['7', 'there'];
  return ['7', 'there', 'too'].slice(0, flag.arity);
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
  '--force-inputs',
  '--output-type',
  '--list-calculations',
  '--export',
  '--list-inputs',
  '--li',
  '--make-html-report',
  '--r',
  '--lite',
  '--db-version',
  '--version-db',
  '--what-if-I-upgrade',
  '--hazard-output-id',
  '--ho',
  '--export-stats',
  '--es',
  '--show-view',
  '--sv',
  '--duc',
  '--delete-uncompleted-calculations',
  '--save-hazard-calculation',
  '--shc',
  '--load-hazard-calculation',
  '--load-gmf',
  '--load-curve',
  '--list-imported-outputs',
  '--optimize-source-model',
  '--osm',
  '--reuse-hazard',
  '--ss',
  '-n',
  '-m',
  '-u',
  '-d',
  '-w',
  '-v',
  '--export-type',
  '--et',
  '--hazard-job-id',
  '--hj',
  '--seq',
  '--delete-hazard-calculation',
  '--delete-risk-calculation',
  '--export-hazard-output',
  '--export-risk-output',
  '--export-hazard-outputs',
  '--export-risk-outputs',
  '--export-hazard',
  '--export-risk',
  '--list-hazard-outputs',
  '--list-risk-outputs',
  '--export-output',
  '--export-outputs',
  '--list-outputs',
  '--list-hazard-calculations',
  '--list-risk-calculations',
  '--delete-calculation',
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
    'is told to users in its own name only, with a warning where it has gone out of use: $spelling',
    ({ flag, spelling }) => {
      const { argv, notes } = normalizeArgv([spelling], verbWords());
      expect(argv).toEqual([`--${flag.name}`]);
      const isOld = flag.instead !== undefined || flag.oldNames?.includes(spelling.slice(2)) === true;
      expect(notes).toEqual(
        isOld ? [expect.stringMatching(new RegExp(`^WARN: ${spelling} is deprecated, .+$`))] : [],
      );
    },
  );

  it.each(SPELLINGS.filter(({ spelling }) => /^--.*-/.test(spelling)))(
    'is read with underscores, as the first engines wrote it: $spelling',
    ({ flag, spelling }) => {
      const typed = `--${spelling.slice(2).replaceAll('-', '_')}`;
      const { argv, notes } = normalizeArgv([`${typed}=7`], verbWords());
      expect(argv).toEqual([`--${flag.name}=7`]);
      expect(notes).toHaveLength(flag.refusal === undefined ? 1 : 0);
    },
  );

  it('says the eras of each, in releases', () => {
    for (const { name, eras } of ENGINE_FLAGS) {
      expect(`${name}: ${eras}`).toMatch(/: (never|\d.*)$/);
    }
  });

  it('warns in the words of engine 2.x', () => {
    expect(normalizeArgv(['--lho', '7'], verbWords()).notes).toEqual([
      'WARN: --lho is deprecated, use --list-outputs instead',
    ]);
    expect(normalizeArgv(['--output-type=xml'], verbWords()).notes).toEqual([
      'WARN: --output-type is deprecated, use --exports xml, or nothing for db instead',
    ]);
  });

  it.each(['-r', '-r=today', '-rtoday', '-r2016-01-31'])('never guesses what -r meant: %s', (word) => {
    expect(() => normalizeArgv([word, '--lhc'], verbWords())).toThrow(
      '-r meant --make-html-report up to 3.2 and --reuse-input from 3.3 to 3.23',
    );
  });

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
    ['--list-haz', '--list-hazard-calculations'],
    ['--list-r', '--list-risk-calculations'],
    ['--export-outputs', '--export-outputs'],
    ['--delete-c', '--delete-calculation'],
    ['--show', '--show-log'],
    ['--log-f', '--log-file'],
    ['--hazard', '--hazard-calculation-id'],
    ['--p', '--param'],
    ['--mak', '--make-html-report'],
    // Today's engine does not know these: those of older engines are completed as long as one only fits.
    ['--abo', '--abort'],
    ['--run-h', '--run-hazard'],
    ['--force', '--force-inputs'],
    // Flags of ours are not guessed at all, and keep old ones from being guessed.
    ['--det', undefined],
    ['--over', undefined],
    ['--j', undefined],
    ['--zzz', undefined],
  ])('%s is %s', (typed, full) => {
    const { argv, notes } = normalizeArgv([typed], verbWords());
    expect(argv).toEqual([full ?? typed]);
    const short = full === undefined || full === typed ? [] : [`${typed} is short for ${full}`];
    expect(notes.filter((note) => !note.startsWith('WARN'))).toEqual(short);
  });

  it.each([
    ['--log', 'Ambiguous option: --log could match --log-level, --log-file.'],
    ['--list', 'could match --list-hazard-calculations, --list-risk-calculations, --list-outputs.'],
    ['--run-', 'could match --run-hazard, --run-risk.'],
    ['--e', '--exports'],
    ['--exp', 'could match --exports, --export-output, --export-outputs.'],
    ['--del', '--delete-uncompleted-calculations'],
    ['--h', '--help'],
  ])('%s fits several, and none is guessed', (typed, message) => {
    expect(() => normalizeArgv([typed], verbWords())).toThrow(UsageError);
    expect(() => normalizeArgv([typed], verbWords())).toThrow(message);
  });

  it('keeps the value behind its equals sign', () => {
    expect(normalizeArgv(['--delete-c=7'], verbWords()).argv).toEqual(['--delete-calculation=7']);
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
      // It says what to do instead, in one sentence, and also beside a verb.
      expect(flag.refusal).toMatch(/oq |openquake|run the job without it/);
      expect(flag.refusal).toMatch(/^[^]*[^.]\.$/);
      expect(flag.refusal).not.toMatch(/\. [A-Z]/);
      const verb = VERBS[0];
      expect(() => verb && selectVerb(verb, raw({ [flagKey(flag)]: parsedValue(flag) }))).toThrow(
        flag.refusal,
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
      '--log-level, --exports says how, but not what to do.',
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
