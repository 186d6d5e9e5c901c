import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headChecksum } from '../../src/engine/in-place.js';
import type { SeenRequest, StubEngine, StubReply } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';
const RUN_INI = 'POST /v1/calc/run_ini';
const SAME = 'POST /v1/on_same_fs';

interface Ran extends RunResult {
  readonly seen: readonly SeenRequest[];
  readonly submitted: readonly string[];
  /** What the folder of the job holds afterwards. */
  readonly left: readonly string[];
}

/** Answers as an engine that sees the disk of this machine. */
function sees(request: SeenRequest): boolean {
  const form = new URLSearchParams(request.body.toString());
  const path = form.get('filename') ?? '';
  if (!existsSync(path)) return false;
  return String(headChecksum(readFileSync(path).subarray(0, 32))) === form.get('checksum');
}

/** Far more than a job file; the engine takes no place twice. */
const LARGE = Array.from({ length: 10_000 }, (_, index) => `13.0,${40 + index / 1e4}\n`).join('');

interface Case {
  readonly version?: string;
  /** What the server says to whether it sees a file; default: what is so. */
  readonly same?: (request: SeenRequest) => boolean;
  readonly prepare?: (folder: string) => Promise<unknown>;
  readonly answer?: StubReply;
  readonly env?: Readonly<Record<string, string>>;
}

async function submit(
  asked: readonly string[] | ((folder: string) => readonly string[]),
  wanted: string,
  given: Case = {},
): Promise<Ran> {
  const { version = '3.26.2', same = sees } = given;
  let ran: Ran | undefined;
  await withFolder(async (cwd) => {
    const words = typeof asked === 'function' ? asked(cwd) : asked;
    await writeTinyJob(cwd);
    await given.prepare?.(cwd);
    await withStub(async (stub: StubEngine) => {
      if (wanted !== '') {
        stub.on('GET /v1/engine_version', { headers: { 'content-type': 'text/html' }, body: version });
        stub.on(wanted, given.answer ?? { body: { job_id: 42 } });
      }
      stub.on(SAME, (request) => ({ body: { success: same(request) } }));
      const system = testSystem({ cwd, ...(given.env && { env: given.env }) });
      const line = ['--host', stub.url, '--detach', ...words];
      const { exit, stdout, stderr } = await runMain(line, system);
      const submitted = stub.seen
        .map(({ method, url }) => `${method} ${url}`)
        .filter((call) => call === RUN || call === RUN_INI);
      // Whether it is asked at all is for the case to say.
      if (!stub.seen.some(({ url }) => url === '/v1/on_same_fs'))
        await fetch(`${stub.url}/v1/on_same_fs`, { method: 'POST' });
      const text = stderr.replaceAll(stub.url, 'HOST').replaceAll(cwd, 'FOLDER');
      ran = { exit, stdout, stderr: text, seen: [...stub.seen], submitted, left: await readdir(cwd) };
    });
  });
  if (ran === undefined) throw new Error('it did not run');
  return ran;
}

const asked = ({ seen }: Ran): string[] =>
  seen
    .filter(({ url, body }) => url === '/v1/on_same_fs' && body.length > 0)
    .map(({ body }) => new URLSearchParams(body.toString()).get('filename') ?? '');

describe('a named host', () => {
  it('gets everything unless told otherwise, and is not asked what it sees', async () => {
    const ran = await submit(['--run', 'job.ini'], RUN);
    expect(ran).toMatchObject({ exit: 0, submitted: [RUN] });
    expect(asked(ran)).toEqual([]);
  });

  it.each<[string[], Readonly<Record<string, string>>]>([
    [['--in-place'], {}],
    [[], { OPENQUAKE_IN_PLACE: '1' }],
  ])('with %j is told the path, when it sees the very folder', async (words, env) => {
    const ran = await submit(['--run', 'job.ini', ...words], RUN_INI, { env });
    expect(ran).toMatchObject({ exit: 0, submitted: [RUN_INI] });
    const sent = ran.seen.find(({ url }) => url === '/v1/calc/run_ini');
    expect(new URLSearchParams(sent?.body.toString()).get('job_ini')).toMatch(/\/job\.ini$/);
    expect(ran.stderr).toContain(
      'Calculation 42 submitted to HOST\nNothing was uploaded: the server reads FOLDER/job.ini itself.\n',
    );
    const [first = '', ...others] = asked(ran);
    expect(first).toContain('/.openquake-probe-');
    expect(others.map((path) => path.split('/').at(-1)).toSorted()).toEqual(['job.ini', 'sites.csv']);
    expect(ran.left.toSorted()).toEqual(['job.ini', 'sites.csv']);
  });

  it('that has files of the same names and heads, but not these, gets everything', async () => {
    const ran = await submit(['--run', 'job.ini', '--in-place'], RUN, {
      same: (request) => !request.body.toString().includes('probe') && sees(request),
    });
    expect(ran).toMatchObject({ exit: 0, submitted: [RUN] });
    expect(ran.stderr).toContain(
      'The inputs are sent after all: the server does not see FOLDER, or may not read it.\n',
    );
    expect(ran.left.toSorted()).toEqual(['job.ini', 'sites.csv']);
  });

  it('that sees the folder of the job but not that of an input gets everything', async () => {
    const ran = await submit(['--run', 'sub/job.ini', '--in-place'], RUN, {
      prepare: async (folder) => {
        await writeTinyJob(join(folder, 'sub'), 'job.ini', 'rupture_model_file = ../r.xml\n');
        await writeFile(join(folder, 'r.xml'), '<nrml xmlns="http://openquake.org/xmlns/nrml/0.5"/>');
      },
      same: (request) => {
        const name = new URLSearchParams(request.body.toString()).get('filename') ?? '';
        return name.includes('/sub/') && sees(request);
      },
    });
    expect(ran.submitted).toEqual([RUN]);
  });

  it('that may not read an input gets everything', async () => {
    const ran = await submit(['--run', 'job.ini', '--in-place'], RUN, {
      same: (request) => !request.body.toString().includes('sites.csv') && sees(request),
    });
    expect(ran.submitted).toEqual([RUN]);
    expect(ran.stderr).toContain('the server cannot read FOLDER/sites.csv');
  });

  it('is asked with bytes that nobody can know, in a file that is there just then', async () => {
    const seen: string[] = [];
    const checksums = new Set<string>();
    for (let run = 0; run < 2; run++) {
      const ran = await submit(['--run', 'job.ini', '--in-place'], RUN_INI, {
        same: (request) => {
          const form = new URLSearchParams(request.body.toString());
          const name = form.get('filename') ?? '';
          if (name.includes('probe')) {
            checksums.add(form.get('checksum') ?? '');
            seen.push(String(existsSync(name)));
          }
          return sees(request);
        },
      });
      expect(ran.exit).toBe(0);
    }
    expect(seen).toEqual(['true', 'true']);
    expect(checksums.size).toBe(2);
  });

  it.each<[string, string[], Case]>([
    ['--upload with the variable', ['--run', 'job.ini', '--upload'], { env: { OPENQUAKE_IN_PLACE: '1' } }],
    ['an archive', ['--run', 'job.zip', '--in-place'], { prepare: writeZip }],
  ])('gets everything with %s', async (_what, words, given) => {
    const ran = await submit(words, RUN, given);
    expect(ran).toMatchObject({ exit: 0, submitted: [RUN] });
    expect(asked(ran)).toEqual([]);
  });

  it('cannot be told both', async () => {
    const ran = await submit(['--run', 'job.ini', '--in-place', '--upload'], '');
    expect(ran).toMatchObject({ exit: 2, submitted: [] });
  });

  it('that is too old for a path, or with other parameters, gets the job file alone', async () => {
    for (const [version, ...words] of [['3.23.5'], ['3.24.1'], ['3.26.2', '-p', 'truncation_level=2']]) {
      const ran = await submit(['--run', 'job.ini', '--in-place', ...words], RUN, {
        ...(version !== undefined && { version }),
        prepare: async (folder) => writeFile(join(folder, 'sites.csv'), `lon,lat\n${LARGE}`),
      });
      expect(ran).toMatchObject({ exit: 0, submitted: [RUN] });
      expect(ran.stderr).toContain(
        'Only the job file was sent: the server reads the other inputs where they lie.\n',
      );
      const sent = ran.seen.find(({ url }) => url === '/v1/calc/run')?.body;
      expect(sent?.length).toBeLessThan(3000);
      expect(sent?.includes('sites.csv')).toBe(false);
    }
  });

  it('whose folder cannot be written gets everything', async () => {
    // A path that has room for the inputs, but not for the longer name of the probe: root is refused as well.
    let deep = '';
    const ran = await submit(
      (folder) => {
        deep = 'd'.repeat(4050 - folder.length).replace(/d{200}/g, (names) => `${names.slice(1)}/`);
        return ['--run', `${deep}/job.ini`, '--in-place'];
      },
      RUN,
      {
        prepare: async (folder) => {
          await mkdir(join(folder, deep), { recursive: true });
          await writeTinyJob(join(folder, deep));
        },
      },
    );
    expect(ran.submitted).toEqual([RUN]);
    expect(ran.stderr).toContain('nothing can be written there');
  });

  it('is sent again, a few times, where its answer is lost and no calculation shows up', async () => {
    const ran = await submit(['--run', 'job.ini', '--in-place'], RUN_INI, { answer: { cut: 'before-head' } });
    expect(ran).toMatchObject({ exit: 7, submitted: Array.from({ length: 5 }, () => RUN_INI) });
    expect(ran.stderr).toContain('looking for its calculation before anything is sent again');
  });
});

async function writeZip(folder: string): Promise<void> {
  const { makeZip } = await import('../support/make-zip.js');
  const ini = '[general]\ndescription = x\ncalculation_mode = scenario\nsites_csv = sites.csv\n';
  const members = [
    { name: 'job.ini', content: ini },
    { name: 'sites.csv', content: 'lon,lat\n13,42\n' },
  ];
  await writeFile(join(folder, 'job.zip'), makeZip(members));
}
