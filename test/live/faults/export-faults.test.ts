import { createHash, randomBytes } from 'node:crypto';
import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { listen } from '../../support/listen.js';
import { makeZip } from '../../support/make-zip.js';
import { statusBody } from '../../support/simulated-calculation.js';
import { withFolder } from '../../support/with-stub.js';
import { REPOSITORY, startProgram } from '../program.js';

const execute = promisify(execFile);

/** Four outputs of some size, in small pieces, so that a kill meets them in the middle. */
const FILES: Readonly<Record<string, Buffer>> = Object.fromEntries(
  ['a', 'b', 'c', 'd'].map((name) => [`${name}_7.csv`, Buffer.from(randomBytes(300_000).toString('hex'))]),
);
const NAMES = Object.keys(FILES);

/** What the server delivers piece by piece, and who is told of each piece. */
interface Delivery {
  readonly asked: string[];
  onPiece: () => void;
}

async function withExports(test: (host: string, delivery: Delivery) => Promise<void>): Promise<void> {
  const delivery: Delivery = { asked: [], onPiece: () => undefined };
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/v1/engine_version') response.end('3.26.2');
    else if (path === '/v1/calc/7/status') response.end(JSON.stringify(statusBody(7, 'complete')));
    else if (path === '/v1/calc/7/results') response.end(JSON.stringify(NAMES.map(output)));
    else if (!path.startsWith('/v1/calc/result/'))
      response.writeHead(404).end(); // What the description asks besides.
    else {
      delivery.asked.push(path);
      void deliver(response, Number(path.split('/').at(-1)), delivery);
    }
  });
  await test(`http://127.0.0.1:${await listen(server)}`, delivery);
}

function output(name: string, index: number) {
  return { id: 13 + index, name, type: name, outtypes: ['csv'], size_mb: 1 };
}

/** The last one travels as an archive. */
async function deliver(response: ServerResponse, id: number, delivery: Delivery): Promise<void> {
  const name = NAMES[id - 13] ?? '';
  const content = FILES[name] ?? Buffer.alloc(0);
  const isLast = id - 13 === NAMES.length - 1;
  const body = isLast ? makeZip([{ name, content, deflated: true }]) : content;
  const delivered = isLast ? `output-${id}-last-csv.zip` : `output-${id}-${name}`;
  response.writeHead(200, {
    'content-disposition': `attachment; filename=${delivered}`,
    'content-length': body.length,
  });
  for (let start = 0; start < body.length && !response.destroyed; start += 60_000) {
    response.write(body.subarray(start, start + 60_000));
    delivery.onPiece();
    await sleep(3);
  }
  response.end();
}

/** The description of the files, which is never half either. */
const DESCRIPTION = 'ro-crate-metadata.json';

/** What is there has its whole bytes. @returns the files that the engine gave. */
async function wholeFiles(folder: string): Promise<string[]> {
  const all = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
  if (all.includes(DESCRIPTION)) JSON.parse(await readFile(join(folder, DESCRIPTION), 'utf8'));
  const names = all.filter((name) => name !== DESCRIPTION);
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    const [got, due] = [bytes, FILES[name] ?? Buffer.alloc(0)].map((part) =>
      createHash('sha256').update(part).digest('hex'),
    );
    expect([name, got]).toEqual([name, due]);
  }
  return names.toSorted();
}

describe('an export that is killed', () => {
  it('leaves whole files only, goes on where it stopped, and sweeps what it left', {
    timeout: 300_000,
  }, async () => {
    await withExports(async (host, delivery) => {
      const { asked } = delivery;
      await withFolder(async (folder) => {
        const results = join(folder, 'results');
        const env = { HOME: folder, XDG_DATA_HOME: join(folder, 'data') };
        const words = ['--eos', '7', results];
        let kills = 0;
        for (let round = 0; round < 8; round += 1) {
          const before = await wholeFiles(results);
          asked.length = 0;
          const run = startProgram(words, { host, env });
          // One output has ten pieces or so: somewhere within the first two of those that are still to come.
          let pieces = Math.floor(Math.random() * 15);
          delivery.onPiece = () => {
            if (pieces === 0) setTimeout(() => run.kill('SIGKILL'), Math.random() * 20);
            pieces -= 1;
          };
          const { exit } = await run.ended;
          if (exit !== 0) kills += 1;
          // What was whole is never asked for again.
          for (const name of before)
            expect(asked).not.toContain(`/v1/calc/result/${13 + NAMES.indexOf(name)}`);
          await wholeFiles(results);
        }
        delivery.onPiece = () => undefined;
        const last = await startProgram(words, { host, env }).ended;
        expect([last.exit, last.stderr.includes('differs')]).toEqual([0, false]);
        expect((await readdir(results)).toSorted()).toEqual([...NAMES, DESCRIPTION].toSorted());
        expect(kills).toBeGreaterThan(0);
      });
    });
  });

  it('leaves nothing half when it is interrupted', { timeout: 120_000 }, async () => {
    await withExports(async (host, delivery) => {
      await withFolder(async (folder) => {
        const results = join(folder, 'results');
        const env = { HOME: folder, XDG_DATA_HOME: join(folder, 'data') };
        let interrupted = 0;
        for (let round = 0; round < 5; round += 1) {
          const run = startProgram(['--eos', '7', results, '--overwrite'], { host, env });
          let pieces = Math.floor(Math.random() * 30);
          delivery.onPiece = () => {
            if (pieces === 0) run.kill('SIGINT');
            pieces -= 1;
          };
          const { exit } = await run.ended;
          expect([0, 130]).toContain(exit);
          if (exit === 130) interrupted += 1;
          await wholeFiles(results);
          const hidden = (await readdir(results).catch(() => [])).filter((name) => name.startsWith('.'));
          expect(hidden).toEqual([]);
        }
        expect(interrupted).toBeGreaterThan(0);
      });
    });
  });
});

describe('a disk that refuses', () => {
  it('a file of that size, by the limit of the shell', { timeout: 60_000 }, async () => {
    await withExports(async (host) => {
      await withFolder(async (folder) => {
        const script = `ulimit -f 500; exec "$0" "$@"`;
        const program = join(REPOSITORY, 'bin', 'openquake.js');
        const words = [program, '--host', host, '--eo', '13', join(folder, 'results'), '--exports', 'csv'];
        const child = spawn('sh', ['-c', script, process.execPath, ...words], {
          env: { ...process.env, HOME: folder },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        const exit = await new Promise((resolve) => child.once('close', resolve));
        expect(exit).toBe(9);
        expect(stderr).toContain('a file may not be so large there');
        expect(await readdir(folder)).not.toContain('results');
      });
    });
  });

  // Only root may mount a small disk.
  it.runIf(process.getuid?.() === 0)('for it is full', { timeout: 60_000 }, async () => {
    await withExports(async (host) => {
      await withFolder(async (folder) => {
        const disk = join(folder, 'disk');
        await mkdir(disk);
        await execute('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'none', disk]);
        try {
          const env = { HOME: folder, XDG_DATA_HOME: join(folder, 'data') };
          const { exit, stderr } = await startProgram(['--eos', '7', join(disk, 'results')], { host, env })
            .ended;
          expect(exit).toBe(9);
          expect(stderr).toMatch(/Too little space|the disk is full|are free on the disk/);
          expect(await wholeFiles(join(disk, 'results'))).toEqual(['a_7.csv', 'b_7.csv']);
          expect((await stat(join(disk, 'results', 'a_7.csv'))).size).toBe(600_000);
          expect((await readdir(join(disk, 'results'))).filter((name) => name !== DESCRIPTION).length).toBe(
            2,
          );
        } finally {
          await execute('umount', [disk]);
        }
      });
    });
  });
});
