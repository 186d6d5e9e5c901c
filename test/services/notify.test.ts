import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { listProcesses } from '../../src/process-table.js';
import { type Notice, notify, parseNotifyTarget } from '../../src/services/notify.js';
import { desktopCall, shellCall } from '../../src/services/notify-programs.js';
import { startRawServer } from '../support/raw-server.js';
import { fastClock } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';

const NOTICE: Notice = {
  calculationId: 42,
  host: 'http://my-host:8800',
  job: 'job.ini',
  status: 'complete',
  durationMs: 12_340,
  title: 'OpenQuake calculation 42: complete',
  text: '-x "$(touch pwned)" <b>&',
};

function world(env: Readonly<Record<string, string | undefined>> = {}, cwd = '/') {
  return { env, platform: process.platform, cwd, clock: fastClock() };
}

describe('where to tell it', () => {
  it.each([
    ['desktop', { kind: 'desktop' }],
    ['command: echo it', { kind: 'command', line: 'echo it' }],
    ['https://hooks.example.org/x?y=1', { kind: 'webhook', url: 'https://hooks.example.org/x?y=1' }],
    ['smtp:anna@example.org', { kind: 'smtp', to: 'anna@example.org' }],
  ])('is read from %s', (text, target) => {
    expect(parseNotifyTarget(text)).toEqual(target);
  });

  it.each(['', 'mail', 'command:', 'smtp:anna', 'smtp:a@b,c@d', 'https://', 'ftp://secret@host/'])(
    'is refused as %j, which is not repeated',
    (text) => {
      const error = ((): unknown => {
        try {
          return parseNotifyTarget(text);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toBeInstanceOf(Error);
      if (text.includes('secret')) expect(String(error)).not.toContain('secret');
    },
  );
});

describe('a command', () => {
  it('gets the facts as variables', async () => {
    await withFolder(async (folder) => {
      const line =
        'echo "$OPENQUAKE_CALCULATION_ID $OPENQUAKE_STATUS $OPENQUAKE_HOST $OPENQUAKE_DURATION_S $OPENQUAKE_JOB" > told';
      await notify({ kind: 'command', line }, NOTICE, world({}, folder));
      expect(await readFile(join(folder, 'told'), 'utf8')).toBe(
        '42 complete http://my-host:8800 12 job.ini\n',
      );
    });
  });

  it('may leave something running that holds its pipes', async () => {
    await withFolder(async (folder) => {
      const left = 'sleep 600 & echo $! > pid; echo no mailer >&2; exit 3';
      const telling = notify(
        { kind: 'command', line: left },
        NOTICE,
        world({ PATH: '/bin:/usr/bin' }, folder),
      );
      try {
        await expect(telling).rejects.toThrow('it ended with 3: no mailer');
      } finally {
        process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')));
      }
    });
  });

  it('that fails says why', async () => {
    const failing = notify({ kind: 'command', line: 'echo no mailer >&2; exit 3' }, NOTICE, world());
    await expect(failing).rejects.toThrow('it ended with 3: no mailer');
  });

  it('is not waited for by what it leaves in the background', async () => {
    await withFolder(async (folder) => {
      const line = 'sleep 1000 & echo $! > left';
      await notify({ kind: 'command', line }, NOTICE, world({ PATH: process.env['PATH'] }, folder));
      const left = Number(await readFile(join(folder, 'left'), 'utf8'));
      // Throws where it is gone.
      process.kill(left, 'SIGKILL');
    });
  });

  it.each(['takes too long', 'is stopped'])('that %s ends with all that it has started', async (why) => {
    await withFolder(async (folder) => {
      // A child that ignores what asks it to end, and one below it.
      const line = `trap '' TERM HUP INT; (sleep 1000) & sleep 1000 & echo $! > two; wait`;
      const stopping = new AbortController();
      const call = { ...world({ PATH: process.env['PATH'] }, folder), stopped: stopping.signal };
      const late = why === 'takes too long';
      const telling = notify(
        { kind: 'command', line },
        NOTICE,
        late ? { ...call, programWithinMs: 500 } : call,
      );
      const told = telling.then(
        () => 'told',
        (error: unknown) => String(error),
      );
      if (!late) {
        await vi.waitFor(async () => readFile(join(folder, 'two'), 'utf8'), 10_000);
        stopping.abort();
      }
      expect(await told).toContain(late ? 'did not end within 0.5 s' : 'ended with SIGKILL');
      await vi.waitFor(async () => {
        const left = (await listProcesses(process.platform)).filter(
          ({ command }) => command === 'sleep 1000',
        );
        expect(left.map(({ pid }) => pid)).not.toContain(Number(await readFile(join(folder, 'two'), 'utf8')));
      }, 5_000);
    });
  });

  it('goes to the shell of Windows there', () => {
    const call = shellCall('echo', NOTICE, { platform: 'win32', env: { ComSpec: 'C:\\cmd.exe' } });
    expect([call.command, ...call.args]).toEqual(['C:\\cmd.exe', '/d', '/s', '/c', 'echo']);
  });
});

describe('the desktop', () => {
  it('is told by notify-send, and no shell reads the text', async () => {
    await withFolder(async (folder) => {
      const program = join(folder, 'notify-send');
      await writeFile(
        program,
        `#!/bin/sh\nfor word in "$@"; do echo "$word" >> ${join(folder, 'words')}; done\n`,
      );
      await chmod(program, 0o755);
      await notify({ kind: 'desktop' }, NOTICE, { ...world({ PATH: folder }, folder), platform: 'linux' });
      expect((await readFile(join(folder, 'words'), 'utf8')).trimEnd().split('\n')).toEqual([
        '--app-name=openquake',
        '--',
        NOTICE.title,
        '-x "$(touch pwned)" &lt;b&gt;&amp;',
      ]);
    });
  });

  it('that has no notify-send is an error', async () => {
    const telling = notify({ kind: 'desktop' }, NOTICE, {
      ...world({ PATH: '/nowhere' }),
      platform: 'linux',
    });
    await expect(telling).rejects.toThrow(/notify-send/);
  });

  it('that has none holds the program no longer for it', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const nowhere = { ...world({ PATH: '/nowhere' }), platform: 'linux' } as const;
    const tries = Array.from({ length: 5 }, async () => notify({ kind: 'desktop' }, NOTICE, nowhere));
    expect((await Promise.allSettled(tries)).map(({ status }) => status)).toEqual(
      tries.map(() => 'rejected'),
    );
    // vitest may have some of its own.
    expect(timers() - before).toBeLessThan(tries.length);
  });

  it.each(['darwin', 'win32'] as const)('of %s gets the text beside the script, not in it', (platform) => {
    const { args, env } = desktopCall(NOTICE, platform);
    const beside = [...args.slice(-1), ...Object.values(env ?? {})];
    expect(beside).toContain(NOTICE.text);
    expect(args.filter((word) => word !== NOTICE.text).join(' ')).not.toContain('pwned');
  });
});

describe('a webhook', () => {
  it('gets one POST of JSON', async () => {
    await withStub(async (stub) => {
      stub.on('POST /hook/path', { status: 204 });
      await notify({ kind: 'webhook', url: `${stub.url}/hook/path?key=1` }, NOTICE, world());
      const [request, ...more] = stub.seen;
      expect(more).toEqual([]);
      expect(request?.url).toBe('/hook/path?key=1');
      expect(request?.headers['content-type']).toBe('application/json');
      expect(JSON.parse(request?.body.toString() ?? '')).toEqual({
        event: 'calculation-ended',
        calculation_id: 42,
        host: 'http://my-host:8800',
        job: 'job.ini',
        status: 'complete',
        duration_s: 12.3,
        text: NOTICE.text,
      });
    });
  });

  it('gets user and password of its address as HTTP knows them', async () => {
    await withStub(async (stub) => {
      stub.on('POST /hook', { status: 204 });
      const url = `${stub.url.replace('://', '://anna:p%40ss@')}/hook`;
      await notify({ kind: 'webhook', url }, NOTICE, world());
      expect(stub.seen[0]?.headers.authorization).toBe(
        `Basic ${Buffer.from('anna:p@ss').toString('base64')}`,
      );
    });
  });

  it('is reached through the proxy of the environment', async () => {
    await withStub(async (proxy) => {
      proxy.on('POST http://hooks.example.org/hook', { status: 204 });
      await notify(
        { kind: 'webhook', url: 'http://hooks.example.org/hook' },
        NOTICE,
        world({ http_proxy: proxy.url }),
      );
      expect(proxy.seen).toHaveLength(1);
    });
  });

  it('is tried once more, and then given up', async () => {
    await withStub(async (stub) => {
      stub.on('POST /hook', { status: 503 }, { status: 200 });
      await notify({ kind: 'webhook', url: `${stub.url}/hook` }, NOTICE, world());
      expect(stub.seen).toHaveLength(2);
      stub.on('POST /hook', { status: 500 });
      const failing = notify({ kind: 'webhook', url: `${stub.url}/hook` }, NOTICE, world());
      await expect(failing).rejects.toThrow('it answered 500');
      expect(stub.seen).toHaveLength(4);
    });
  });
});

describe('mail', () => {
  /** A mail server that takes everything. */
  async function withMailServer(test: (url: string, heard: string[]) => Promise<void>): Promise<void> {
    const heard: string[] = [];
    const server = await startRawServer((socket) => {
      let inMessage = false;
      let rest = '';
      socket.write('220 test\r\n');
      socket.setEncoding('utf8').on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\r\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          heard.push(line);
          if (inMessage && line !== '.') continue;
          inMessage = line === 'DATA';
          if (line.startsWith('EHLO')) socket.write('250-test\r\n250 AUTH PLAIN\r\n');
          else if (line === 'STARTTLS') socket.write('502 not here\r\n');
          else
            socket.write(line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
        }
      });
    });
    try {
      await test(`smtp://anna:p%40ss@127.0.0.1:${server.port}`, heard);
    } finally {
      await server.close();
    }
  }

  it('goes through the server of the environment', async () => {
    await withMailServer(async (url, heard) => {
      const env = { OPENQUAKE_SMTP_URL: url, OPENQUAKE_SMTP_FROM: 'engine@example.org' };
      await notify({ kind: 'smtp', to: 'anna@example.org' }, NOTICE, world(env));
      expect(heard).toContain('MAIL FROM:<engine@example.org>');
      expect(heard).toContain('RCPT TO:<anna@example.org>');
      expect(heard).toContain('Subject: OpenQuake calculation 42: complete');
      const login =
        heard
          .find((line) => line.startsWith('AUTH PLAIN '))
          ?.split(' ')
          .at(-1) ?? '';
      expect(Buffer.from(login, 'base64').toString()).toBe('\0anna\0p@ss');
    });
  });

  it('gives its password to another machine encrypted or not at all', async () => {
    await withMailServer(async (url, heard) => {
      // A name of this machine that is not known as one, as a machine elsewhere would be.
      const elsewhere = url.replace('127.0.0.1', '0.0.0.0');
      const sent = notify(
        { kind: 'smtp', to: 'a@example.org' },
        NOTICE,
        world({ OPENQUAKE_SMTP_URL: elsewhere }),
      );
      await expect(sent).rejects.toThrow(/STARTTLS|TLS/);
      expect(heard.filter((line) => line.startsWith('AUTH'))).toEqual([]);
    });
  });

  it('that cannot go says why, without the password', async () => {
    const to = { kind: 'smtp', to: 'anna@example.org' } as const;
    await expect(notify(to, NOTICE, world())).rejects.toThrow(/OPENQUAKE_SMTP_URL must name/);
    const gone = await startRawServer(() => undefined);
    await gone.close();
    const env = { OPENQUAKE_SMTP_URL: `smtp://anna:secret@127.0.0.1:${gone.port}` };
    const failure: unknown = await notify(to, NOTICE, world(env)).catch((error: unknown) => error);
    expect(String(failure)).toMatch(/ECONNREFUSED/);
    expect(String(failure)).not.toContain('secret');
  });
});
