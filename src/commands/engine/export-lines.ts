import { resolve } from 'node:path';
import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import { ExportError } from '../../errors.js';
import {
  chooseFormat,
  type ExportedFile,
  exportOutput,
  type ExportTarget,
} from '../../services/export-outputs.js';
import { safeLine, safeText } from '../../views/safe-text.js';
import { humanSize } from '../../views/sizes.js';
import { expandHome } from '../command.js';

/** What became of the exports of one calculation. */
export interface ExportReport {
  readonly files: readonly ExportedFile[];
  /** What could not be exported, in words; the rest was. */
  readonly failures: readonly string[];
}

/** @returns the folder that a user named, relative to where the program was called. */
export function exportTarget(context: Context, folder: string, overwrite: boolean): ExportTarget {
  const expanded = expandHome(context, folder);
  return { shown: expanded, folder: resolve(context.cwd, expanded), overwrite };
}

/**
 * Exports the outputs of a calculation, printing the lines of the engine: `Exporting KEY...`, then a path per file.
 * Goes on after a failure, so that one bad output does not cost the others.
 */
export async function exportAll(
  context: Context,
  server: EngineServer,
  outputs: readonly Output[],
  formats: readonly string[],
  target: ExportTarget,
): Promise<ExportReport> {
  const { printer } = context;
  const files: ExportedFile[] = [];
  const failures: string[] = [];
  for (const output of sortByKey(outputs)) {
    const key = safeLine(output.type);
    printer.line(`Exporting ${key}...`);
    const format = chooseFormat(output.formats, formats);
    if (format === undefined) {
      printer.line(`There is no exporter for ${key}, ${formats.join(',')}`);
      if (output.formats.length === 0) {
        printer.warn(
          `${key}: this server lists it, but gives it to nobody; export it on the server's own machine.`,
        );
      }
      continue;
    }
    try {
      const exported = await exportWithProgress(context, server, output.id, key, format, target);
      files.push(...exported.files);
      failures.push(...exported.failures);
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      failures.push(error.message);
      printer.warn(safeText(error.message));
    }
  }
  return { files, failures };
}

/** The engine exports in the order of the datastore keys. */
function sortByKey(outputs: readonly Output[]): Output[] {
  return outputs.toSorted((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : a.id - b.id));
}

/** Exports one output, with its progress on a terminal, and prints where the files are. */
export async function exportWithProgress(
  context: Context,
  server: EngineServer,
  outputId: number,
  label: string,
  format: string,
  target: ExportTarget,
): Promise<ExportReport> {
  const { printer } = context;
  const live = await printer.live(`${label}: the engine is exporting`);
  const failures: string[] = [];
  try {
    const showBytes = (doneBytes: number, totalBytes: number | undefined): void => {
      const total = totalBytes === undefined ? '' : ` of ${humanSize(totalBytes)}`;
      live.update(`${label}: ${humanSize(doneBytes)}${total}`);
    };
    const files = await exportOutput(
      server,
      outputId,
      format,
      target,
      context.clock,
      showBytes,
      context.stopped,
    );
    live.stop();
    for (const file of files) {
      if (file.placement === 'kept-other') {
        failures.push(`${file.path} exists and differs; it was kept.`);
        printer.warn(
          `${file.path} exists and differs; it was kept. Add --overwrite to replace it, or name another folder.`,
        );
      } else printer.line(file.path);
    }
    return { files, failures };
  } finally {
    live.stop();
  }
}

/** @returns the report for `--json`. */
export function exportJson(report: ExportReport): Record<string, unknown> {
  return {
    files: report.files.map((file) => ({ path: file.path, placement: file.placement })),
    failures: report.failures,
  };
}
