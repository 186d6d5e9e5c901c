import { seededRandom } from './seeded-random.js';
import { BAD_GATEWAY, type Fault, type FaultPlan, unavailable } from './fault-plan.js';

/** The ways in which reading goes wrong. Byte counts are for replies of some hundred bytes to some kilobytes. */
const READ_FAULTS: Readonly<Record<string, (random: () => number, longestMs: number) => Fault>> = {
  refused: (random) => ({ kind: 'refuse', reset: random() < 0.5 }),
  'request cut': (random) => ({ kind: 'cut-request', afterBytes: Math.floor(random() * 150) }),
  'cut before the reply': (random) => ({
    kind: 'cut-before-reply',
    when: random() < 0.5 ? 'sent' : 'answered',
  }),
  'reply cut': (random) => ({
    kind: 'cut-reply',
    afterBytes: Math.floor(random() * 2500),
    reset: random() < 0.3,
  }),
  'reply truncated': (random) => ({
    kind: 'truncate',
    missingBytes: 1 + Math.floor(random() * 200),
    then: 'close',
  }),
  'stalled before the reply': (random, longestMs) => ({ kind: 'stall', ms: random() * longestMs }),
  'stalled within the reply': (random, longestMs) => ({
    kind: 'stall',
    afterBytes: 1 + Math.floor(random() * 600),
    ms: random() * longestMs,
  }),
  'slow reply': (random, longestMs) => ({
    kind: 'slow',
    bytesPerSecond: (2_000 + random() * 8_000) * (2_000 / longestMs),
  }),
  '502 page': () => BAD_GATEWAY,
  '502 page after the server was asked': () => ({ ...BAD_GATEWAY, forward: true }) as Fault,
  '503 with Retry-After': () => unavailable(1),
  'an empty page': () => ({ kind: 'rewrite', body: () => '' }),
  'a page of another service': () => ({
    kind: 'answer',
    status: 200,
    body: '<html>Please accept our terms</html>',
  }),
};

/** Faults in reads of status and log, at random but the same for a seed. */
export interface RandomFaults {
  readonly plan: FaultPlan;
  /** How often each way was played. */
  readonly played: ReadonlyMap<string, number>;
}

/**
 * @param seed is to be told when the test fails.
 * @param part of the exchanges that go wrong, until `most` did.
 * @param longestMs how long a stall lasts at most.
 */
export function randomReadFaults(seed: number, part: number, most: number, longestMs = 2_000): RandomFaults {
  const seeded = seededRandom(seed);
  const random = (): number => seeded.next();
  const names = Object.keys(READ_FAULTS);
  const played = new Map<string, number>();
  let count = 0;
  return {
    played,
    plan({ method, path }) {
      if (method !== 'GET' || !/\/calc\/\d+\/(status|log)/.test(path)) return undefined;
      if (count >= most || random() >= part) return undefined;
      count += 1;
      const name = names[Math.floor(random() * names.length)] ?? '502 page';
      played.set(name, (played.get(name) ?? 0) + 1);
      return READ_FAULTS[name]?.(random, longestMs);
    },
  };
}

/** `17 reply cut, 12 502 page`, the most frequent first. */
export function tallyOf(...played: readonly ReadonlyMap<string, number>[]): string {
  const sum = new Map<string, number>();
  for (const one of played) for (const [name, count] of one) sum.set(name, (sum.get(name) ?? 0) + count);
  return [...sum]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
