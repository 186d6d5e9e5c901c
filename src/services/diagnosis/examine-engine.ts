import type { Clock } from '../../clock.js';
import type { EngineServer } from '../../engine/server.js';
import { isAtLeast } from '../../engine/version.js';
import { LoginError, NotAnEngineError, OpenquakeError } from '../../errors.js';
import { broken, doubtful, fine, type Finding } from './finding.js';
import { speaksTls } from './examine-way.js';

/** Releases between which what servers do was recorded. */
const KNOWN_FROM = [3, 11] as const;
const KNOWN_BELOW = [3, 27] as const;
/** Clocks further apart confuse times of logs and `--since`. */
const CLOCK_DIFFERENCE_MS = 30_000;
/** Slower than this makes each look at a calculation felt. */
const SLOW_MS = 1_000;
const LATENCY_TRIES = 3;

/** How an engine is examined. */
export interface ExamineOptions {
  readonly clock: Clock;
  /** Milliseconds that each call may take. */
  readonly withinMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Who the user is there, where it is known. */
  readonly user?: string | undefined;
}

/** Asks a server who it is and what it lets this user do. Ends with the first answer that makes the rest senseless. */
export async function* examineEngine(
  server: Pick<EngineServer, 'url' | 'greeting' | 'list'>,
  options: ExamineOptions,
): AsyncGenerator<Finding, void, void> {
  const { clock, withinMs } = options;
  const ends = (): AbortSignal =>
    AbortSignal.any([AbortSignal.timeout(withinMs), options.signal].filter((one) => one !== undefined));
  const tookMs: number[] = [];
  try {
    const startedMs = performance.now();
    const greeting = await server.greeting(withinMs, ends());
    tookMs.push(performance.now() - startedMs);
    const { version } = greeting;
    const isKnown = isAtLeast(version, ...KNOWN_FROM) && !isAtLeast(version, ...KNOWN_BELOW);
    yield isKnown
      ? fine('engine', `OpenQuake engine ${version}`)
      : doubtful(
          'engine',
          `OpenQuake engine ${version}, which this program does not know`,
          'It knows 3.11 to 3.26; look for a newer openquake, and report what goes wrong.',
        );
    yield* examineClock(greeting.dateMs, clock.now());
    for (let n = 1; n < LATENCY_TRIES; n += 1) {
      const beganMs = performance.now();
      await server.greeting(withinMs, ends());
      tookMs.push(performance.now() - beganMs);
    }
    yield examineLatency(tookMs);
  } catch (error) {
    options.signal?.throwIfAborted();
    yield await whyNoEngine(server.url, error, withinMs);
    return;
  }
  yield* examineLogin(server, options, ends());
}

async function* examineLogin(
  server: Pick<EngineServer, 'url' | 'list'>,
  options: ExamineOptions,
  signal: AbortSignal,
): AsyncGenerator<Finding, void, void> {
  const as = options.user === undefined ? '' : ` as ${options.user}`;
  try {
    const all = await server.list(signal);
    yield fine('login', `the list of calculations is open to you${as}: ${all.length} there`);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof LoginError) {
      yield broken('login', error.message, error.hint ?? 'Log in: openquake login', error.exit);
    } else yield fromError('login', error);
  }
}

function* examineClock(dateMs: number | undefined, nowMs: number): Generator<Finding, void, void> {
  if (dateMs === undefined) {
    yield doubtful(
      'clock',
      'the server does not tell its time',
      'Compare the clocks of both machines yourself.',
    );
    return;
  }
  // The head tells whole seconds.
  const differenceMs = dateMs - nowMs;
  const words = `the server's clock is ${Math.round(Math.abs(differenceMs) / 1000)} s ${differenceMs < 0 ? 'behind' : 'ahead'}`;
  yield Math.abs(differenceMs) <= CLOCK_DIFFERENCE_MS
    ? fine('clock', Math.abs(differenceMs) < 2_000 ? "the server's clock agrees" : words)
    : doubtful(
        'clock',
        words,
        'Let both machines take their time from the network (NTP); --since counts by this clock.',
      );
}

function examineLatency(tookMs: readonly number[]): Finding {
  const median = tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length / 2)] ?? 0;
  const words = `${Math.round(median)} ms an answer (median of ${tookMs.length})`;
  return median < SLOW_MS
    ? fine('latency', words)
    : doubtful('latency', words, 'Expect delays; the network or the server is busy.');
}

async function whyNoEngine(url: string, error: unknown, withinMs: number): Promise<Finding> {
  const parsed = new URL(url);
  if (!(error instanceof LoginError) && parsed.protocol === 'http:' && (await speaksTls(parsed, withinMs))) {
    return broken(
      'http',
      `${parsed.host} speaks TLS, not plain HTTP`,
      `Name it with https: --host https://${parsed.host}${parsed.pathname.replace(/\/$/, '')}`,
      'unreachable',
    );
  }
  if (error instanceof NotAnEngineError) {
    const body: unknown = error.facts['body_start'];
    const start = typeof body === 'string' ? body : '';
    const what = /^\s*</.test(start) ? ` (it sent a web page${titleOf(start)})` : '';
    return broken(
      'engine',
      `${error.message}${what}`,
      error.hint ?? 'Check the port, and the path prefix if there is one.',
      error.exit,
    );
  }
  return fromError('http', error, withinMs);
}

function titleOf(page: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(page)?.[1]?.trim().slice(0, 200) ?? '';
  return title === '' ? '' : `: "${title}"`;
}

function fromError(check: string, error: unknown, withinMs = 0): Finding {
  if (error instanceof OpenquakeError) {
    return broken(check, error.message, error.hint ?? 'Run it again with --debug.', error.exit);
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return broken(
      check,
      `it takes connections, but does not answer within ${Math.round(withinMs / 1000)} s`,
      'The server hangs or is overloaded: have it restarted, or try again later.',
      'unreachable',
    );
  }
  throw error;
}
