import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { InputFault } from '../errors.js';
import { type FaultReport, inOrder } from './fault-list.js';
import { safeText } from './safe-text.js';

/** Where paths are told from. */
interface AnnotationPlaces {
  readonly cwd: string;
  /** `GITHUB_WORKSPACE`: GitHub finds files relative to it only. */
  readonly workspace: string | undefined;
}

/** @returns where annotations are told from; undefined outside of GitHub Actions, where nobody reads them. */
export function annotationPlaces(system: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}): AnnotationPlaces | undefined {
  if (system.env['GITHUB_ACTIONS'] !== 'true') return undefined;
  return { cwd: system.cwd, workspace: system.env['GITHUB_WORKSPACE'] };
}

/**
 * Faults as workflow commands of GitHub Actions, which shows them at the lines of a change:
 * `::error file=a/job.ini,line=3,col=5,title=Invalid input::message`. The runner reads them from either stream.
 */
export function githubAnnotations(
  { faults, warnings }: FaultReport,
  places: AnnotationPlaces,
  title = 'OpenQuake input',
): string[] {
  return [
    ...inOrder(faults).map((fault) => annotation('error', fault, places, title)),
    ...inOrder(warnings).map((fault) => annotation('warning', fault, places, title)),
  ];
}

function annotation(
  command: 'error' | 'warning',
  fault: InputFault,
  places: AnnotationPlaces,
  title: string,
): string {
  const { file, line, column, message, fix } = fault;
  // What was given with -p stands in no file.
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ['file', file === '-p' ? undefined : fromWorkspace(file, places)],
    ['line', line],
    ['col', line === undefined ? undefined : column],
    ['title', title],
  ];
  const words = properties
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${command} ${words}::${escapeData(fix === undefined ? message : `${message}\nfix: ${fix}`)}`;
}

/** A file outside of the workspace keeps its whole path. */
function fromWorkspace(file: string, { cwd, workspace }: AnnotationPlaces): string {
  const absolute = resolve(cwd, file);
  const path = workspace === undefined || workspace === '' ? file : relative(workspace, absolute);
  return (path.startsWith('..') || isAbsolute(path) ? absolute : path).split(sep).join('/');
}

/** The escapes of the runner's own toolkit; a line end would end the command, and a log is shown on terminals, too. */
function escapeData(text: string): string {
  return safeText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
