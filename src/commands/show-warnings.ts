import type { Context } from '../context.js';
import type { InputFault } from '../errors.js';
import { faultLines } from '../views/fault-list.js';
import { annotationPlaces, githubAnnotations } from '../views/github-annotations.js';

/** Tells what does not stop a job, on stderr, and GitHub where it listens. */
export function showWarnings(context: Context, warnings: readonly InputFault[]): void {
  const { printer } = context;
  const report = { faults: [], warnings };
  for (const line of faultLines(report, printer.looks.stderr)) printer.drawn(line);
  const places = annotationPlaces(context);
  if (places === undefined) return;
  for (const line of githubAnnotations(report, places)) printer.command(line);
}
