import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeZip } from '../support/make-zip.js';
import { engineUnderTest } from './engine-under-test.js';
import { REPOSITORY, runProgram, startProgram } from './program.js';

const SCENARIO = join('examples', 'scenario', 'job.ini');

let folder: string;
/** A complete calculation to export from. */
let complete: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-bad-'));
  const { exit, stdout } = await runProgram(['--run', SCENARIO, '--quiet']);
  expect(exit).toBe(0);
  complete = stdout.trim();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** How many calculations the server holds: to show that nothing was sent. */
async function countCalculations(): Promise<number> {
  const lists = await Promise.all([runProgram(['--lhc', '--json']), runProgram(['--lrc', '--json'])]);
  return lists.reduce((sum, { stdout }) => sum + (JSON.parse(stdout) as unknown[]).length, 0);
}

describe('what cannot be run', () => {
  it.each([
    ['a missing job file', async () => join(folder, 'no', 'job.ini'), /no such file|does not exist|no file/i],
    ['a folder', async () => join(REPOSITORY, 'examples', 'scenario'), /job\.ini/],
    [
      'an archive without a job file',
      async () => {
        const path = join(folder, 'empty.zip');
        await writeFile(path, makeZip([{ name: 'readme.txt', content: 'no job here' }]));
        return path;
      },
      /\.ini/,
    ],
    [
      'a job with a missing file',
      async () => {
        const path = join(folder, 'incomplete.ini');
        await writeFile(path, '[general]\ncalculation_mode = scenario\nrupture_model_file = ruptur.xml\n');
        return path;
      },
      /incomplete\.ini:3.*ruptur\.xml/s,
    ],
    [
      'a job whose XML is cut off',
      async () => {
        const path = join(folder, 'cut.ini');
        await writeFile(join(folder, 'cut.xml'), '<nrml>\n<logicTree>\n');
        await writeFile(path, '[general]\ncalculation_mode = classical\ngsim_logic_tree_file = cut.xml\n');
        return path;
      },
      /cut\.xml:\d+(:\d+)?: error: /,
    ],
    [
      'an archive that lacks a file of its job',
      async () => {
        const path = join(folder, 'lacking.zip');
        const content = '[general]\ncalculation_mode = scenario\nrupture_model_file = rup.xml\n';
        await writeFile(path, makeZip([{ name: 'job.ini', content }]));
        return path;
      },
      /lacking\.zip\/job\.ini:3:22: error: .*\n +3 \| rupture_model_file = rup\.xml\n +\| {22}\^\n/,
    ],
  ])('%s: exit 5, one message, nothing sent', async (_what, makePath, message) => {
    const before = await countCalculations();
    const { exit, stdout, stderr } = await runProgram(['--run', await makePath()]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toBe('');
    expect(exit).toBe(5);
    expect(await countCalculations()).toBe(before);
  });
});

describe('servers that are not there, or not what they seem', () => {
  it('tells a host where nothing listens', async () => {
    const { exit, stderr } = await runProgram(['--run', SCENARIO], { host: '127.0.0.1:9' });
    expect(stderr).toContain('Cannot reach http://127.0.0.1:9: nothing listens there.');
    expect(exit).toBe(7);
  });

  it('tells another service from an engine before the job is sent', async () => {
    const seen: string[] = [];
    const other = createServer((request, response) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><title>Welcome to nginx!</title></html>');
    });
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { exit, stderr } = await runProgram(['--run', SCENARIO], { host });
    other.close();
    expect(stderr).toContain('is not an OpenQuake engine server');
    expect(exit).toBe(7);
    // Asked for the preflight, and again before the job would be sent.
    expect(new Set(seen)).toEqual(new Set(['GET /v1/engine_version']));
  });

  it('names the calculation when the server goes away in the middle of the log, and finds it again', async () => {
    const proxy = await startProxy(engineUnderTest().url);
    const run = startProgram(['--run', join('examples', 'classical', 'job.ini'), '--patience', '4'], {
      host: proxy.url,
    });
    const [, id = ''] = await run.saw(/Calculation (\d+) submitted/);
    await run.saw(/#\d+ (INFO|WARNING)\]/);
    proxy.close();
    const { exit, stderr } = await run.ended;
    expect(stderr).toMatch(/Cannot reach .* Trying again/);
    expect(stderr).toContain(`calculation ${id} may still run`);
    expect(exit).toBe(7);
    const followed = await runProgram(['logs', id, '--follow']);
    expect(followed.exit).toBe(0);
    expect(followed.stderr).toMatch(/log rows (\d+)\/\1\./);
  });

  it('takes up the log where it was when the server comes back', async () => {
    const proxy = await startProxy(engineUnderTest().url);
    const run = startProgram(['--run', join('examples', 'classical', 'job.ini')], { host: proxy.url });
    const [, id = ''] = await run.saw(/Calculation (\d+) submitted/);
    await run.saw(/#\d+ (INFO|WARNING)\]/);
    proxy.close();
    await run.saw(/Trying again/);
    await proxy.reopen();
    const { exit, stderr } = await run.ended;
    proxy.close();
    expect(exit).toBe(0);
    expect(stderr).toContain('answers again');
    const rows = [...stderr.matchAll(/^\[[^#\]]*#\d+ .*$/gm)].length;
    const stored = (await runProgram(['--sl', id])).stdout.split('\n').filter((line) => line.startsWith('['));
    expect(rows).toBe(stored.length);
  });
});

describe('target folders that refuse', () => {
  it('leaves a file that differs alone, and replaces it on request', async () => {
    const target = join(folder, 'existing');
    expect((await runProgram(['--eos', complete, target])).exit).toBe(0);
    expect((await runProgram(['--eos', complete, target])).exit).toBe(0);
    const name = `events_${complete}.csv`;
    await writeFile(join(target, name), 'mine');
    const kept = await runProgram(['--eos', complete, target]);
    expect(kept.stderr).toContain(`${join(target, name)} exists and differs; it was kept.`);
    expect(kept.exit).toBe(9);
    expect(await readFile(join(target, name), 'utf8')).toBe('mine');
    expect((await runProgram(['--eos', complete, target, '--overwrite'])).exit).toBe(0);
    expect(await readFile(join(target, name), 'utf8')).toContain('event_id');
  });

  it('says so when a file stands where the folder should be', async () => {
    const target = join(folder, 'a-file');
    await writeFile(target, '');
    const { exit, stderr } = await runProgram(['--eos', complete, target]);
    expect(stderr).toContain(`Cannot export into ${target}: a file`);
    expect(exit).toBe(9);
  });

  it('leaves no half file in a full folder', async () => {
    const mount = join(folder, 'full');
    await mkdir(mount);
    await chmod(mount, 0o777);
    // A namespace of its own, so that a tiny file system can be mounted without privileges on the machine.
    const program = [
      process.execPath,
      join(REPOSITORY, 'bin', 'openquake.js'),
      '--host',
      engineUnderTest().url,
    ];
    const script = `mount -t tmpfs -o size=32k none "$1" && cd "$2" && shift 2 && { "$@"; echo "exit $?"; ls -A "${mount}"; }`;
    const words = [
      '--user',
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      script,
      'sh',
      mount,
      REPOSITORY,
      ...program,
    ];
    const { stdout, stderr } = await promisify(execFile)('unshare', [...words, '--eos', complete, mount]);
    // Told before a byte is written where the server announces the length, as engines do.
    expect(stderr).toMatch(/Too little space in .*full: \d\S* MB are on their way, \S+ MB are free/);
    expect(stdout).toContain('exit 9');
    const left = stdout
      .slice(stdout.indexOf('exit 9'))
      .split('\n')
      .slice(1)
      .filter((line) => line !== '');
    expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
    expect(stdout).not.toContain(`${mount}/gmf-data_${complete}.csv`);
    expect(left).not.toContain(`gmf-data_${complete}.csv`);
    expect(await readdir(mount)).toEqual([]);
  });
});

/** A door to the engine that can be shut and opened again. */
async function startProxy(
  target: string,
): Promise<{ url: string; close: () => void; reopen: () => Promise<void> }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const listen = async (at: number) => {
    const server = createTcpServer((client) => {
      const engine = connect(Number(port), hostname);
      for (const [socket, other] of [
        [client, engine],
        [engine, client],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => sockets.delete(socket));
        socket.pipe(other);
      }
    });
    await new Promise<void>((resolve) => {
      server.listen(at, '127.0.0.1', resolve);
    });
    return server;
  };
  let server = await listen(0);
  const own = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${own}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    async reopen() {
      server = await listen(own);
    },
  };
}
