import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMain, type RunResult, testSystem } from '../support/test-system.js';
import { fastClock } from '../support/test-system.js';
import type { StubEngine } from '../support/stub-engine.js';
import { withFolder, withStub } from '../support/with-stub.js';

interface Found {
  readonly check: string;
  readonly result: string;
  readonly finding: string;
  readonly next_step: string | null;
}

/** Runs the checks in a home of their own. */
async function doctor(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  prepare: (home: string) => Promise<void> = async () => Promise.resolve(),
): Promise<RunResult & { readonly found: readonly Found[] }> {
  let result: (RunResult & { found: Found[] }) | undefined;
  await withFolder(async (home) => {
    await prepare(home);
    const system = testSystem({
      homeDir: home,
      env: { PATH: '', ...env, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home },
      clock: { ...fastClock(), now: () => Date.now() },
    });
    const ended = await runMain([...words, 'doctor', '--json'], system);
    result = { ...ended, found: JSON.parse(ended.stdout) as Found[] };
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

function of(result: { readonly found: readonly Found[] }, check: string): Found | undefined {
  return result.found.find((one) => one.check === check);
}

async function withServer(server: Server, test: (port: number) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    await test((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

async function withEngine(
  prepare: (stub: StubEngine) => void,
  test: (url: string) => Promise<void>,
): Promise<void> {
  await withStub(async (stub) => {
    prepare(stub);
    await test(stub.url);
  });
}

describe('doctor', () => {
  it('is content with an engine that answers, and says where the host came from', async () => {
    await withEngine(
      (stub) => stub.on('GET /v1/calc/list', { body: [] }),
      async (url) => {
        const result = await doctor(['--host', url]);
        expect(result.found.filter(({ result: word }) => word !== 'ok')).toEqual([]);
        expect(result.exit).toBe(0);
        expect(of(result, 'host')?.finding).toBe(`${url}, from --host`);
        expect(of(result, 'engine')?.finding).toBe('OpenQuake engine 3.23.5');
        expect(of(result, 'clock')?.finding).toContain('agrees');
        const fromEnv = await doctor([], { OPENQUAKE_HOST: url });
        expect(of(fromEnv, 'host')?.finding).toBe(`${url}, from OPENQUAKE_HOST`);
      },
    );
  });

  it('knows a name that nobody has', async () => {
    const result = await doctor(['--host', 'no-such-machine.invalid']);
    expect(result.exit).toBe(7);
    expect(of(result, 'name')).toMatchObject({ result: 'fail' });
    expect(of(result, 'name')?.next_step).toContain('spelling');
    expect(of(result, 'tcp')).toBeUndefined();
  });

  it('knows a port where nothing listens', async () => {
    const gone = createServer();
    let port = 0;
    await withServer(gone, async (taken) => {
      port = taken;
      return Promise.resolve();
    });
    const result = await doctor(['--host', `127.0.0.1:${port}`]);
    expect(result.exit).toBe(7);
    expect(of(result, 'tcp')).toMatchObject({ result: 'fail' });
    expect(of(result, 'tcp')?.finding).toContain('nothing listens there');
  });

  it.each([
    [
      'a web page',
      { body: '<html><title>My router</title></html>', headers: { 'content-type': 'text/html' } },
      'My router',
    ],
    ['a 404', { status: 404, body: 'no' }, 'not an OpenQuake engine'],
    ['JSON of another service', { body: { hello: 1 } }, 'not an OpenQuake engine'],
  ])('knows %s for no engine', async (_name, reply, words) => {
    await withEngine(
      (stub) => stub.on('GET /v1/engine_version', reply),
      async (url) => {
        const result = await doctor(['--host', url]);
        expect(result.exit).toBe(7);
        expect(of(result, 'engine')).toMatchObject({ result: 'fail' });
        expect(of(result, 'engine')?.finding).toContain(words);
        expect(of(result, 'login')).toBeUndefined();
      },
    );
  });

  it('tells that a login is needed', async () => {
    await withEngine(
      (stub) => stub.on('GET /v1/calc/list', { status: 403 }),
      async (url) => {
        const result = await doctor(['--host', url]);
        expect(result.exit).toBe(4);
        expect(of(result, 'login')).toMatchObject({ result: 'fail' });
      },
    );
  });

  it('warns of a release that it does not know, of a clock that is off, and stays with 0', async () => {
    await withEngine(
      (stub) => {
        const date = new Date(Date.now() - 600_000).toUTCString();
        stub.on('GET /v1/engine_version', { body: '4.1.0', headers: { date } });
        stub.on('GET /v1/calc/list', { body: [] });
      },
      async (url) => {
        const result = await doctor(['--host', url]);
        expect(result.exit).toBe(0);
        expect(of(result, 'engine')).toMatchObject({ result: 'warn' });
        expect(of(result, 'clock')?.finding).toMatch(/(599|60[01]) s behind/);
      },
    );
  });

  it('does not hang with a server that does', async () => {
    const sockets: { destroy(): void }[] = [];
    const mute = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    await withServer(mute, async (port) => {
      const startedMs = Date.now();
      const result = await doctor(['--host', `http://127.0.0.1:${port}`]);
      expect(result.exit).toBe(7);
      expect(of(result, 'http')).toMatchObject({ result: 'fail' });
      expect(of(result, 'http')?.finding).toMatch(/answer/);
      // Three steps of eight seconds at most, however the machine is loaded.
      expect(Date.now() - startedMs).toBeLessThan(40_000);
      for (const socket of sockets) socket.destroy();
    });
  }, 60_000);

  it('tells https from http where the scheme is wrong', async () => {
    await withEngine(
      () => undefined,
      async (url) => {
        const result = await doctor(['--host', url.replace('http:', 'https:')]);
        expect(result.exit).toBe(7);
        expect(of(result, 'tls')).toMatchObject({
          result: 'fail',
          next_step: `Name it with http: --host ${url}`,
        });
      },
    );
    const { key, cert } = await import('../support/test-certificate.js');
    const secure = createTlsServer({ key, cert }, (socket) => socket.on('error', () => undefined));
    await withServer(
      secure.on('tlsClientError', () => undefined),
      async (port) => {
        const plain = await doctor(['--host', `http://127.0.0.1:${port}`]);
        expect(of(plain, 'http')?.next_step).toBe(`Name it with https: --host https://127.0.0.1:${port}`);
        const untrusted = await doctor(['--host', `https://127.0.0.1:${port}`]);
        expect(untrusted.exit).toBe(7);
        expect(of(untrusted, 'tls')?.finding).toContain('engine.test.example');
        expect(of(untrusted, 'tls')?.finding).toContain('self-signed');
        const lenient = await doctor(['--host', `https://127.0.0.1:${port}`, '--insecure']);
        expect(of(lenient, 'tls')).toMatchObject({ result: 'warn' });
      },
    );
  });

  it('tells broken settings and a profile that is not there, and what is no host', async () => {
    const wrong = await doctor(['--profile', 'lab']);
    expect(wrong.exit).toBe(2);
    expect(of(wrong, 'host')?.finding).toContain('no profile "lab"');
    expect((await doctor(['--host', 'ftp://x'])).exit).toBe(2);
    const open = await doctor([], {}, async (home) => {
      await mkdir(join(home, 'openquake'));
      const file = join(home, 'openquake', 'config.json');
      await writeFile(file, '{"profiles":{}}');
      await chmod(file, 0o666);
    });
    expect(of(open, 'settings')).toMatchObject({ result: 'warn' });
  });

  it('tells that neither Python nor an engine is there only where one is needed', async () => {
    const bare = await doctor([]);
    expect(bare.exit).toBe(11);
    expect(of(bare, 'python')).toMatchObject({ result: 'fail' });
    await withEngine(
      (stub) => stub.on('GET /v1/calc/list', { body: [] }),
      async (url) => {
        expect(of(await doctor(['--host', url]), 'python')).toMatchObject({ result: 'ok' });
      },
    );
  });

  it('speaks in lines to people, with the next step below', async () => {
    await withFolder(async (home) => {
      const system = testSystem({ homeDir: home, env: { PATH: '', XDG_CONFIG_HOME: home } });
      const { stdout } = await runMain(['--host', 'no-such-machine.invalid', 'doctor'], system);
      expect(stdout).toMatch(/^ok {4}node {10}Node \d/m);
      expect(stdout).toMatch(/^fail {2}name .*\n {20}-> Check the spelling/m);
    });
  });
});
