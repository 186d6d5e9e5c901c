import { resolve } from 'node:path';
import type { Context } from '../../context.js';
import type { ExportedFile, ExportTarget, FetchedFile } from '../../services/export-folder.js';
import type { RecordedFile } from '../../services/export-record.js';
import { exportOutput, type ExportSource, type FetchEvents } from '../../services/export-outputs.js';
import { safeLine, safeText } from '../../views/safe-text.js';
import { humanDuration } from '../../views/sizes.js';
import { expandHome } from '../command.js';
import { ExportLine } from './export-progress.js';

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

/** What became of one export, and what proves its files. */
export interface OneExport extends ExportReport {
  /** Those that are in the folder now, as they were fetched. */
  readonly whole: readonly RecordedFile[];
}

/** Exports one thing, with its progress on a terminal, and prints where the files are. */
export async function exportOne(
  context: Context,
  source: ExportSource,
  outputId: number,
  label: string,
  format: string,
  target: ExportTarget,
): Promise<OneExport> {
  const live = await context.printer.live(`${label}: the engine is exporting`);
  try {
    const line = new ExportLine(live, context.clock, 1);
    line.begin(0, label);
    let fetched: readonly FetchedFile[] = [];
    const events: FetchEvents = {
      ...fetchEvents(context, label, (done, total) => line.bytes(0, done, total)),
      fetched: (files) => {
        fetched = files;
      },
    };
    const files = await exportOutput(
      source,
      outputId,
      format,
      target,
      context.clock,
      events,
      context.stopped,
    );
    live.stop();
    const whole = fetched.filter((_file, nth) => files[nth]?.placement !== 'kept-other');
    return { files, failures: printFiles(context, files), whole };
  } finally {
    live.stop();
  }
}

/** @returns what is told of a download: its bytes, and on stderr that it was cut and is tried again. */
export function fetchEvents(context: Context, label: string, bytes: FetchEvents['bytes']): FetchEvents {
  return {
    bytes,
    retrying: (error, waitMs) => {
      const why = error instanceof Error ? error.message : String(error);
      context.printer.note(`${safeLine(label)}: ${safeText(why)} Trying again in ${humanDuration(waitMs)}.`);
    },
  };
}

const LINES_AT_ONCE = 1_000;

/** Prints where files are. @returns what went wrong, in words. */
export function printFiles({ printer }: Context, files: readonly ExportedFile[]): string[] {
  const failures: string[] = [];
  let lines: string[] = [];
  // One by one, a hundred thousand of them wait for the reader of a pipe.
  const flush = (): void => {
    if (lines.length > 0) printer.line(lines.join('\n'));
    lines = [];
  };
  for (const file of files) {
    if (file.placement !== 'kept-other') {
      lines.push(file.path);
      if (lines.length >= LINES_AT_ONCE) flush();
      continue;
    }
    flush();
    const { why, next } = whyKept(file);
    failures.push(`${file.path} ${why}; it was kept.`);
    printer.warn(`${file.path} ${why}; it was kept. ${next}`);
  }
  flush();
  return failures;
}

function whyKept({ isClash, spelledThere }: ExportedFile): { readonly why: string; readonly next: string } {
  const there =
    spelledThere === undefined ? '' : ` (spelled ${safeLine(spelledThere)}, which this disk takes for one)`;
  if (isClash === true) {
    return {
      why: `is another file of this export${there}`,
      next: 'Two outputs have one name here (some disks do not tell A from a): export them one by one, each into a folder of its own.',
    };
  }
  return {
    why: `exists${there} and differs`,
    next:
      spelledThere === undefined
        ? 'Add --overwrite to replace it, or name another folder.'
        : 'Name another folder, or move that file away.',
  };
}

/** @returns the report for `--json`. */
export function exportJson(report: ExportReport): Record<string, unknown> {
  return {
    files: report.files.map((file) => ({ path: file.path, placement: file.placement })),
    failures: report.failures,
  };
}
