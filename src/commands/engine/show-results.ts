import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import { UnreachableError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { retry } from '../../http/retry.js';
import type { PreparedJob } from '../../services/submit-job.js';
import { outputListLines } from '../../views/output-list.js';
import { exportJson, type ExportReport } from './export-lines.js';
import { exportRun } from './export-run.js';
import { nextCommand } from './next-command.js';
import type { RunOptions } from './run-options.js';
import { outputsJson } from './run-report.js';

/** Tries to list the outputs of a calculation that was seen to be complete. */
const LIST_ATTEMPTS = 6;

/** What came of one job of a run. */
export interface OneResult {
  readonly id: number;
  readonly exit: ExitCodeName;
  readonly report: Record<string, unknown>;
  /** Its exports, and their folder as it was named; undefined where nothing was to be exported. */
  readonly exported?: ExportReport & { readonly folder: string };
}

/** Lists, and exports where that was asked for, what a complete calculation gave. */
export async function showResults(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  job: PreparedJob,
  id: number,
  report: Record<string, unknown>,
): Promise<OneResult> {
  const { printer } = context;
  const outputs = await outputsOf(context, server, id);
  const listed = { ...report, ...outputsJson(outputs) };
  if (!printer.mode.quiet) for (const line of outputListLines(outputs)) printer.line(line);
  if (options.formats === undefined) {
    printer.note(`Export them: ${nextCommand(server, `--export-outputs ${id} DIR`)}`);
    return { id, exit: 'success', report: listed };
  }
  const exported = await exportRun(options, context, server, job, id, outputs, options.formats);
  const nothing = exported.files.length === 0 && outputs.length > 0;
  if (nothing) {
    printer.warn(`Nothing was exported: no output has one of the formats ${options.formats.join(', ')}.`);
    printer.note(`See which they have: ${nextCommand(server, `--list-outputs ${id} --json`)}`);
  }
  const complete = exported.failures.length === 0 && !nothing;
  return {
    id,
    exit: complete ? 'success' : 'incompleteResults',
    report: { ...listed, exports: { folder: exported.folder, ...exportJson(exported) } },
    exported,
  };
}

/** A complete calculation must not look lost because of one cut right after its end. */
async function outputsOf(context: Context, server: EngineServer, id: number): Promise<Output[]> {
  const isTransient = (error: unknown): boolean =>
    error instanceof UnreachableError && !context.stopped.aborted;
  try {
    return await retry(LIST_ATTEMPTS, context.clock, isTransient, async () =>
      server.outputs(id, context.stopped),
    );
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new UnreachableError(`${error.message} Calculation ${id} is complete.`, {
      cause: error,
      hint: `When it answers again: ${nextCommand(server, `--list-outputs ${id}`)}`,
      facts: { ...error.facts, calculation_id: id },
    });
  }
}
