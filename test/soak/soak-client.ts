import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProgram } from '../live/program.js';
import type { SeededRandom } from '../support/seeded-random.js';

/** What happens to a running program while it does its work. */
export type Treatment = 'none' | 'kill -9' | 'SIGINT' | 'SIGTERM' | 'asleep';

/** How a program ended. */
export interface Ending {
  /** Null when it was killed. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly treatment: Treatment;
}

/** The world of the soak's programs: a home and folders of their own, one server behind a proxy that spoils calls. */
export interface SoakWorld {
  readonly url: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly random: SeededRandom;
  /** Counts how often something came. */
  count(what: string): void;
}

/** Runs `openquake` to its end, whatever is done to it meanwhile. */
export async function runTreated(
  world: SoakWorld,
  words: readonly string[],
  treatment: Treatment,
): Promise<Ending> {
  const startedMs = Date.now();
  const program = startProgram(words, { host: world.url, env: world.env, cwd: world.home });
  if (treatment !== 'none') void treat(world, program.kill, treatment);
  const ended = await program.ended;
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  const last = ended.exit === 0 ? '' : (ended.stderr.trim().split('\n').at(-1) ?? '');
  process.stderr.write(
    `${words.slice(0, 2).join(' ')} (${treatment}): ${ended.exit ?? 'killed'} after ${seconds} s ${last}\n`,
  );
  world.count(`${words[0] ?? ''} ${treatment === 'none' ? 'undisturbed' : treatment}`);
  return { ...ended, treatment };
}

async function treat(
  { random }: SoakWorld,
  kill: (signal: NodeJS.Signals) => void,
  treatment: Exclude<Treatment, 'none'>,
): Promise<void> {
  // Half of them early, where the packing and the submission are.
  await sleep(random.next() < 0.5 ? 100 + random.below(1_200) : random.below(20_000));
  if (treatment === 'kill -9') kill('SIGKILL');
  else if (treatment !== 'asleep') kill(treatment);
  else {
    kill('SIGSTOP');
    await sleep(2_000 + random.below(8_000));
    kill('SIGCONT');
  }
}
