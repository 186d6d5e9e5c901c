import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { OpenquakeError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { hazardCalculationOf, type PreparedJob } from '../../services/submit-job.js';
import type { LogSink } from './log-sink.js';
import { runOne } from './run-one.js';
import type { RunOptions } from './run-options.js';
import type { OneResult } from './show-results.js';

/** Jobs that run one after the other. */
interface Chain {
  readonly jobs: readonly PreparedJob[];
  readonly hazardId: number | undefined;
  readonly engineVersion: string;
  readonly sink: LogSink;
}

/**
 * One job after the other: the first gives the hazard of the others, and the chain ends with its first failure.
 * @returns what each gave, as far as they ran.
 * @throws what {@link runOne} throws; errors on purpose tell what has run by then.
 */
export async function runChain(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  { jobs, hazardId: asked, engineVersion, sink }: Chain,
): Promise<{ readonly exit: ExitCodeName; readonly results: readonly OneResult[] }> {
  const share = { sink, turn: async <Value>(work: () => Promise<Value>): Promise<Value> => work() };
  let hazardId = asked;
  const results: OneResult[] = [];
  let exit: ExitCodeName = 'success';
  try {
    for (const job of jobs) {
      const question = { job, hazardCalculationId: hazardCalculationOf(job, hazardId), engineVersion };
      const result = await runOne(options, context, server, question, share);
      results.push(result);
      exit = result.exit;
      if (exit !== 'success') break;
      hazardId ??= result.id;
    }
  } catch (error) {
    // What has run by now must not be lost to a script because a later job could not be sent.
    throw error instanceof OpenquakeError && results.length > 0
      ? error.telling({ calculations: results.map(({ report }) => report) })
      : error;
  }
  return { exit, results };
}
