// A second process for the tests: holds locks and starts engines as another run of the program would.
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { wallClock } from '../../src/clock.js';
import { createLocalEngine } from '../../src/local-engine/create-local-engine.js';
import { withLock } from '../../src/local-engine/lock.js';

const [what = '', file = '', journal = '', rounds = '1'] = process.argv.slice(2);
const machine = {
  env: process.env,
  homeDir: file,
  platform: process.platform,
  clock: wallClock,
  stopped: new AbortController().signal,
  probe: async (url: string): Promise<string | undefined> => {
    try {
      return await (await fetch(`${url}/v1/engine_version`, { signal: AbortSignal.timeout(2_000) })).text();
    } catch {
      return undefined;
    }
  },
};

const say = (event: unknown): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

if (what === 'hold') {
  await withLock(file, 'holds on', machine, say, async () => {
    process.stdout.write('held\n');
    await wallClock.sleep(600_000);
  });
}

if (what === 'take turns') {
  for (let round = 0; round < Number(rounds); round += 1) {
    await withLock(file, 'takes turns', machine, say, async () => {
      appendFileSync(journal, `in ${process.pid}\n`);
      await wallClock.sleep(2);
      appendFileSync(journal, `out ${process.pid}\n`);
    });
  }
}

if (what === 'ensure running' || what === 'install') {
  const engine = createLocalEngine(machine);
  if (what === 'install') await engine.install({}, say);
  else say(await engine.ensureRunning({}, say));
}
