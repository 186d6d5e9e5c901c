import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { hazardCalculationOf } from '../../services/submit-job.js';
import type { RawCommand } from '../command.js';
import { openLogSink } from './log-sink.js';
import { dryRun, prepareJobs } from './prepare-jobs.js';
import { askWhoAnswers } from './who-answers.js';
import { runChain } from './run-chain.js';
import { type RunOptions, readRunOptions } from './run-options.js';
import { checkNotify } from './tell-end.js';
import { runSeveral } from './run-several.js';

/** `--run-hazard`, `--run-risk`, `--run` and the verb `run`. */
export function parse(raw: RawCommand): RunOptions {
  return readRunOptions(raw);
}

/** Runs one job, a chain of jobs, or several independent ones at once. */
export async function run(options: RunOptions, context: Context): Promise<ExitCodeName> {
  await checkNotify(context);
  if (options.compare !== undefined) {
    const { runCompared } = await import('./run-compared.js');
    return runCompared(options, options.compare, context);
  }
  if (options.dryRun) {
    await dryRun(options, context);
    return 'success';
  }
  const jobs = await prepareJobs(options, context);
  const sink = openLogSink(context, options.logFile, options.logLevel);
  try {
    const server = await context.engine();
    const engineVersion = await askWhoAnswers(context, server);
    if (options.logLevel === 'debug') {
      context.printer.warn(
        'The server decides what it logs; rows below its own level (info by default) do not exist.',
      );
    }
    const asked = options.hazardCalculation;
    const hazardId =
      asked === undefined ? undefined : (await selectCalculation(server, asked, context.stopped)).id;
    if (jobs.length === 1 || options.chained)
      return await tellChain(
        context,
        runChain(options, context, server, { jobs, hazardId, engineVersion, sink }),
      );
    const tasks = jobs.map((job) => ({
      label: job.path,
      context,
      server,
      options,
      question: { job, hazardCalculationId: hazardCalculationOf(job, hazardId), engineVersion },
    }));
    return (await runSeveral(context, tasks, options.concurrency, sink)).exit;
  } finally {
    sink.close();
  }
}

async function tellChain(context: Context, chain: ReturnType<typeof runChain>): Promise<ExitCodeName> {
  const { exit, results } = await chain;
  context.printer.json({ calculations: results.map(({ report }) => report) });
  return exit;
}
