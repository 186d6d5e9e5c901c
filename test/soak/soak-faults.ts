import { BAD_GATEWAY, type Fault, type FaultPlan, unavailable } from '../support/fault-plan.js';
import type { SeededRandom } from '../support/seeded-random.js';

const POISON = '\u001b]0;owned\u0007\u001b[2J\u009b31m\r';

/** The server answers with something else, whole in itself. */
const LIES: readonly Fault[] = [
  {
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: `<h1>Welcome ${POISON}</h1>`,
  },
  { kind: 'answer', status: 200, headers: { 'content-type': 'application/json' }, body: '{"rows": [[[[' },
  { kind: 'answer', status: 500, headers: { 'content-type': 'text/plain' }, body: `Crash at /v1 ${POISON}` },
  {
    kind: 'answer',
    status: 302,
    headers: { location: `http://127.0.0.1:9/accounts/elsewhere` },
    body: '',
  },
];

/**
 * Spoils about every sixth call. Of submissions every second one is spoilt, at any byte.
 * @param counts how often each kind came, added to.
 */
export function soakFaults(random: SeededRandom, counts: Map<string, number>): FaultPlan {
  return ({ method, path }) => {
    const isSubmission = method === 'POST' && path.startsWith('/v1/calc/run');
    if (random.next() >= (isSubmission ? 0.5 : 0.16)) return undefined;
    const reset = random.next() < 0.3;
    // A lie in answer to a submission cannot be told from the truth by anybody: its first byte is the server's word.
    const fault = random.pick<Fault>([
      [2, { kind: 'refuse', reset }],
      [3, { kind: 'cut-request', afterBytes: random.below(isSubmission ? 5_000 : 300), reset }],
      [2, { kind: 'cut-before-reply', when: 'sent', reset }],
      [2, { kind: 'cut-before-reply', when: 'answered', reset }],
      [3, { kind: 'cut-reply', afterBytes: random.below(800), reset }],
      [1, { kind: 'stall', ms: 1_000 + random.below(9_000) }],
      [1, { kind: 'stall', afterBytes: random.below(400), ms: 1_000 + random.below(9_000) }],
      [1, { kind: 'slow', bytesPerSecond: 500 + random.below(20_000) }],
      [2, { kind: 'truncate', missingBytes: 1 + random.below(200), then: 'close' }],
      [1, { kind: 'truncate', missingBytes: 1 + random.below(200), then: 'keep-open' }],
      [2, { ...BAD_GATEWAY, forward: random.next() < 0.5 } as Fault],
      [2, { ...unavailable(1 + random.below(3)), forward: false } as Fault],
      ...LIES.map((lie) => [isSubmission ? 0 : 0.5, lie] as const),
    ]);
    const name = isSubmission ? `${fault.kind} of a submission` : fault.kind;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return fault;
  };
}
