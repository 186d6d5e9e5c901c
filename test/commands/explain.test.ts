import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/views/shell-words.js';
import { runMain, testSystem } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';

/** What a line prints with --explain, while nothing may be asked of the server. */
async function explained(...words: readonly string[]): Promise<string> {
  let text = '';
  await withStub(async (stub) => {
    const { exit, stdout, stderr } = await runMain(['--host', stub.url, '--explain', ...words]);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stub.seen).toEqual([]);
    text = stdout.replaceAll(stub.url, 'URL');
  });
  return text;
}

/** `sh` reads every line as one that it could run. */
function shellAccepts(script: string): void {
  execFileSync('sh', ['-n'], { input: script });
}

describe('--explain', () => {
  it.each([
    [['--lhc'], 'oq engine --lhc', 'curl -fsS "URL/v1/calc/list?limit=1000000"'],
    [['--lo', '42'], 'oq engine --lo 42', 'curl -fsS "URL/v1/calc/42/results"'],
    [['--sl', '42'], 'oq engine --sl 42', 'curl -fsS "URL/v1/calc/42/log/0:"'],
    [['--abort', '42'], 'oq abort 42', 'curl -fsS -X POST "URL/v1/calc/42/abort"'],
    [['--dc', '42', '-y'], 'oq engine --yes --dc 42', 'curl -fsS -X POST "URL/v1/calc/42/remove"'],
    [['--version'], 'oq --version', 'curl -fsS "URL/v1/engine_version"'],
    [
      ['--make-html-report', '2026-11-22'],
      'oq engine --make-html-report 2026-11-22',
      'start_time=2026-11-22"',
    ],
    [['--duc'], 'oq engine --duc', '  curl -fsS -X POST "URL/v1/calc/$ID/remove"'],
    [
      ['--eo', '7', "it's here", '-e', 'csv'],
      "oq engine --eo 7 'it'\\''s here' --exports csv",
      "curl -fsOJ --create-dirs --output-dir 'it'\\''s here' \"URL/v1/calc/result/7?export_type=csv\"",
    ],
    [['logs', '5'], 'oq engine --sl 5', 'curl -fsS "URL/v1/calc/5/log/0:"'],
    [['outputs', '42'], 'oq engine --lo 42', 'curl -fsS "URL/v1/calc/42/results"'],
    [['jobs'], 'oq engine --lhc; oq engine --lrc', 'curl -fsS "URL/v1/calc/list?limit=1000000"'],
    [['show', '42,last'], 'The command line of oq has nothing like it.', 'curl -fsS "URL/v1/calc/$ID"'],
    [['export', '42', 'there'], 'oq engine --eos 42 there', '--output-dir there "URL/v1/calc/result/$OUTPUT'],
    [['abort', '3,5'], 'oq abort 3\n# oq abort 5', 'curl -fsS -X POST "URL/v1/calc/5/abort"'],
    [['delete', '12-15'], 'The command line of oq has nothing like it.', "awk '$1 >= 12 && $1 <= 15'"],
    [['wait', '@a b'], 'The command line of oq has nothing like it.', 'filter_by_tag=a%20b'],
    [['share', '3'], 'The command line of oq has nothing like it.', 'POST "URL/v1/calc/3/share"'],
    [['run', 'job.ini', '--detach'], 'oq engine --run job.ini', 'openquake zip job.ini -o job.zip'],
    [['tags', 'add', 'a "b', '3'], 'The command line of oq has nothing like it.', 'calc/3/add_tag/a%20%22b"'],
    [['zip', 'job.ini'], 'oq zip job.ini job.zip', 'Asks no server.'],
    [['logs', 'last'], 'oq engine --sl -1', '  curl -fsS "URL/v1/calc/$ID/log/0:"'],
  ])('%j', async (words, oq, curl) => {
    const text = await explained(...words);
    expect(text).toContain(`# ${oq}\n`);
    expect(text).toContain(curl);
    shellAccepts(text);
  });

  it('tells a run: archive, submission with its fields, wait, log, outputs, exports', async () => {
    const text = await explained(
      ...['--run', 'my jobs/job.ini', '-p', 'description=a $b', '--hc', '7', '--exports', 'csv,npz'],
    );
    expect(text).toContain(
      "# oq engine --run 'my jobs/job.ini' --hc 7 --param 'description=a $b' --exports csv,npz\n",
    );
    expect(text).toContain(
      "openquake zip 'my jobs/job.ini' -o job.zip --overwrite --hc 7 -p 'description=a $b'\n",
    );
    expect(text).toContain('-F job_ini=job.ini -F hazard_job_id=7 "URL/v1/calc/run"');
    expect(text).toContain('export_type=npz');
    shellAccepts(text);
  });

  it('starts the second job of two from the first, an archive as it is', async () => {
    const text = await explained('--run', 'a.zip', 'b.ini');
    expect(text).not.toContain('openquake zip a.zip');
    expect(text).toContain('-o job2.zip --overwrite --hc "$ID1"');
    expect(text).toContain('-F "hazard_job_id=$ID1"');
    shellAccepts(text);
  });

  it('has no secret in it: the password is read from a file', async () => {
    const text = await explained('--lhc');
    expect(text).toContain('-c cookies.txt');
    expect(text).toContain('password@password.txt');
  });

  it('is one JSON value with --json', async () => {
    const json = JSON.parse(await explained('--lhc', '--json')) as Record<string, unknown>;
    expect(json).toMatchObject({ oq: 'oq engine --lhc', curl: [expect.stringContaining('/v1/calc/list')] });
  });

  it.each([
    [['--explain', '--nodes', '2', '--run', 'a.ini'], '--nodes is for engines under SLURM'],
    [['--explain', '--lo', 'x'], '"x" names no calculation'],
    [['--explain', 'profile', 'list'], '--explain has nothing to tell of profile list'],
  ])('judges the line as ever: %j', async (words, message) => {
    const { exit, stdout, stderr } = await runMain(words);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

it.each(['plain', "it's", 'a b', '$HOME `x` "y" \\', 'line\nbreak', '', '*?[x]', '#x', '!x'])(
  'a word for sh arrives as it was: %j',
  (word) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`]).toString()).toBe(word);
  },
);

describe('--explain of a server with TLS', () => {
  it('gives curl the authorities and the certificate of the line, quoted', async () => {
    const { exit, stdout } = await runMain(
      [
        '--host',
        'https://far.example',
        '--ca-file',
        "it's ca.pem",
        '--client-cert',
        'me.pem',
        '--client-key',
      ].concat(['me.key', '--insecure', '--explain', 'run', 'job.ini', '--exports', 'csv']),
      testSystem({ cwd: '/data' }),
    );
    expect(exit).toBe(0);
    const words = "--cacert '/data/it'\\''s ca.pem' --cert /data/me.pem --key /data/me.key --insecure";
    const calls = stdout.match(/\bcurl .*/g) ?? [];
    expect(calls.length).toBeGreaterThan(5);
    for (const call of calls.filter((text) => text.startsWith('curl -'))) expect(call).toContain(words);
    expect(stdout).toContain(`login: curl ${words} -fsS -c cookies.txt`);
    shellAccepts(stdout);
  });

  it('takes them from the profile, and gives none to a server without TLS', async () => {
    await withFolder(async (folder) => {
      const run = async (...words: readonly string[]): Promise<string> =>
        (await runMain(words, testSystem({ env: { OPENQUAKE_CONFIG_DIR: folder } }))).stdout;
      await run('profile', 'add', 'lab', 'https://lab.example', '--insecure');
      // The very same address, named without its profile: the connection would be opened so, too.
      expect(await run('--host', 'https://lab.example', '--explain', 'jobs')).toContain('curl --insecure ');
      expect(await run('--profile', 'lab', '--explain', 'jobs')).toContain(
        'curl --insecure -fsS "https://lab',
      );
      expect(await run('--host', 'lab.example', '--insecure', '--explain', 'jobs')).not.toContain(
        '--insecure',
      );
    });
  });
});
