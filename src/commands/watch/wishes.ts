import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { abortCalculation } from '../../services/abort-calculation.js';
import { DEFAULT_FORMATS } from '../../services/export-outputs.js';
import { abortRequest } from '../engine/abort-request.js';
import { exportAll } from '../engine/export-all.js';
import { exportTarget } from '../engine/export-lines.js';

/** @returns how the abort went, in a sentence. */
export async function abortFromWatch(
  context: Context,
  server: EngineServer,
  id: number,
  signal: AbortSignal,
): Promise<string> {
  const result = await abortCalculation(
    server,
    id,
    abortRequest(context, () => undefined, signal),
  );
  return result.kind === 'aborted'
    ? `Calculation ${id} aborted.`
    : `Calculation ${id} had ended before: ${result.calculation.status}.`;
}

/**
 * Exports all outputs of a calculation, telling what would be printed as news.
 * @returns what came of it, in a sentence.
 */
export async function exportFromWatch(
  context: Context,
  server: EngineServer,
  id: number,
  folder: string,
  say: (text: string) => void,
): Promise<string> {
  const outputs = await server.outputs(id, context.stopped);
  if (outputs.length === 0) return `Calculation ${id} has no outputs to export.`;
  const { printer } = context;
  // The screen is ours: what the export prints becomes its last line.
  const quiet: Context = {
    ...context,
    printer: {
      ...printer,
      line: say,
      warn: say,
      note: say,
      live: async () => Promise.resolve({ update: say, above: say, stop: () => undefined }),
    },
  };
  const target = exportTarget(context, folder, false);
  // Without it what is fetched is neither remembered nor described.
  const calculation = await server.status(id, context.stopped).catch(() => undefined);
  const report = await exportAll(quiet, server, outputs, DEFAULT_FORMATS, target, calculation);
  const failed =
    report.failures.length === 0 ? '' : `, ${report.failures.length} failed: ${report.failures[0] ?? ''}`;
  return `Exported ${report.files.length} files of calculation ${id} to ${folder}${failed}`;
}
