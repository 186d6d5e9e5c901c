import { dirname } from 'node:path';
import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import { InterruptedError, UnreachableError } from '../../errors.js';
import type { CrateFile } from '../../results/crate/crate-facts.js';
import type { PreparedJob } from '../../services/submit-job.js';
import { exportAll } from './export-all.js';
import { type ExportReport, exportTarget } from './export-lines.js';
import { keepInputs } from './keep-inputs.js';
import { nextCommand } from './next-command.js';
import type { RunOptions } from './run-options.js';

/**
 * Exports what a run gave. The engine does it into the job's `export_dir`, which starts from the job file's own folder.
 * @throws InterruptedError, UnreachableError: both tell that the calculation is complete, and how to export it again.
 */
export async function exportRun(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  job: PreparedJob,
  calculationId: number,
  outputs: readonly Output[],
  formats: readonly string[],
): Promise<ExportReport & { readonly folder: string }> {
  const named = job.kind === 'ini' ? job.inputs.parameters.get('export_dir')?.text : undefined;
  const fallback = job.kind === 'ini' ? joinFolder(dirname(job.path), named ?? '.') : '.';
  const target = exportTarget(context, options.exportDir ?? fallback, options.overwrite);
  try {
    // Without the moment of its start what is fetched cannot be told from another calculation's, and is not noted.
    const calculation = await server.status(calculationId, context.stopped).catch(() => undefined);
    const keep = options.keepInputs
      ? async (folder: string): Promise<CrateFile | undefined> =>
          keepInputs(context, server, job, calculation, folder)
      : undefined;
    const report = await exportAll(context, server, outputs, formats, target, calculation, keep);
    return { ...report, folder: target.shown };
  } catch (error) {
    const again = `--export-outputs ${calculationId} DIR --exports ${formats.join(',')}`;
    throw keepingId(error, calculationId, server.url, `Export it again: ${nextCommand(server, again)}`);
  }
}

/** A complete calculation must not look lost because its export was stopped or cut. */
function keepingId(error: unknown, calculationId: number, host: string, hint: string): unknown {
  const complete = `Calculation ${calculationId} is complete; its export is not.`;
  if (error instanceof InterruptedError) {
    const signal = error.exit === 'interrupted' ? 'SIGINT' : 'SIGTERM';
    const facts = { calculation_id: calculationId, host };
    return new InterruptedError(`${error.message} ${complete}`, signal, { cause: error, hint, facts });
  }
  if (error instanceof UnreachableError) {
    const facts = { ...error.facts, calculation_id: calculationId };
    return new UnreachableError(`${error.message} ${complete}`, { cause: error, hint, facts });
  }
  return error;
}

function joinFolder(base: string, folder: string): string {
  if (folder.startsWith('/') || folder === base) return folder;
  return base === '.' ? folder : folder === '.' ? base : `${base}/${folder}`;
}
