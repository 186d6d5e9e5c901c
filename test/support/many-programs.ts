import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { privateFile } from '../../src/accounts/private-file.js';
import { openSecrets } from '../../src/accounts/secrets.js';
import { openSessions } from '../../src/accounts/sessions.js';
import { openProfiles } from '../../src/profiles.js';
import { answerCacheIn } from '../../src/services/answer-cache.js';
import { readLedger } from '../../src/services/calculation-ledger.js';
import { startWorker } from './second-process.js';

/** What was done, for those who write it down. */
export interface ManyPrograms {
  readonly keptRounds: number;
  readonly killed: number;
  /** Times that a reader looked meanwhile, each at a whole file. */
  readonly looks: number;
}

const warn = (text: string): never => {
  throw new Error(text);
};

/**
 * Lets programs change the files that they share, kills some of them in the midst of it, and holds every file to what
 * the programs were told is kept.
 * @param worker path of the bundled test/own-files/worker.ts.
 * @param rounds how often each program changes every file.
 */
export async function hammerFiles(
  worker: string,
  folder: string,
  { programs, rounds, killed }: { programs: number; rounds: number; killed: number },
): Promise<ManyPrograms> {
  const running = Array.from({ length: programs }, (_unused, index) =>
    startWorker(worker, [folder, `p${index}`, String(rounds)]),
  );
  for (const victim of running.slice(0, killed)) {
    // Wherever it is by then: between the line that says so and our signal it has gone on.
    const after = Math.floor(Math.random() * (rounds - 1));
    void victim
      .lineWith(`-${after}`)
      .then(() => setTimeout(() => victim.child.kill('SIGKILL'), Math.random() * 20));
  }
  const looks = lookOn(folder, Promise.all(running.map(async ({ ended }) => ended)));
  const codes = await Promise.all(running.map(async ({ ended }) => ended));
  expect(codes.slice(killed)).toEqual(running.slice(killed).map(() => 0));
  const said = running.flatMap(({ lines }) => lines);
  expect(said.filter((line) => !line.startsWith('kept '))).toEqual([]);
  const kept = said.map((line) => line.slice('kept '.length));
  // One more program comes by and takes away what the dead have left.
  const last = startWorker(worker, [folder, 'last', '1']);
  expect(await last.ended).toBe(0);
  kept.push('last-0');
  await holdToKept(folder, kept);
  return {
    keptRounds: kept.length,
    killed: codes.filter((code) => code === null).length,
    looks: await looks,
  };
}

/** Reads as others do while it is written: what is there is whole at any time. */
async function lookOn(folder: string, end: Promise<unknown>): Promise<number> {
  const running = new Set([end]);
  void end.then(() => running.clear());
  let looks = 0;
  while (running.size > 0) {
    for (const name of ['config.json', 'sessions.json', 'passwords.json', 'completion.json']) {
      const text = await readFile(join(folder, name), 'utf8').catch(() => '{}');
      expect(() => JSON.parse(text) as unknown, `${name}: ${text.slice(0, 200)}`).not.toThrow();
      looks += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return looks;
}

async function holdToKept(folder: string, kept: readonly string[]): Promise<void> {
  const file = (base: string) => privateFile(join(folder, base), { platform: process.platform, warn });
  const saved = await openProfiles(folder, { now: Date.now, warn }).list();
  const names = new Map(saved.map(({ name, host }) => [name, host]));
  const users = new Set((await openSessions(file('sessions.json')).all()).map(({ user }) => user));
  const secrets = openSecrets(file('passwords.json'), undefined);
  const ledger = new Set((await readLedger(join(folder, 'calculations.jsonl'))).map(({ inputs }) => inputs));
  for (const key of kept) {
    expect([key, names.get(key)]).toEqual([key, `host-${key}`]);
    expect([key, users.has(key)]).toEqual([key, true]);
    expect((await secrets.find('http://my-host', key))?.password).toBe(`secret of ${key}`);
    expect([key, ledger.has(key)]).toEqual([key, true]);
  }
  const answers = await answerCacheIn(join(folder, 'servers'), Date.now).read('http://my-host', '3.26.2');
  expect(answers?.parameters).toEqual(['last-0']);
  expect((await readdir(folder)).sort()).toEqual([
    'calculations.jsonl',
    'completion.json',
    'config.json',
    'passwords.json',
    'servers',
    'sessions.json',
  ]);
  expect(await readdir(join(folder, 'servers'))).toHaveLength(1);
}
