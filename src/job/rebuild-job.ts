import { splitAtBlanks } from './blanks.js';
import { nameFromRoot } from './from-root.js';
import { overrideParameters } from './parameters.js';

/** What an engine remembers of the job file of a calculation. */
export type RememberedJob = Readonly<Record<string, unknown>>;

/**
 * The engine tells the parameters in the order in which it set them: first those of the job file, then, from this one
 * on, what it worked out itself (seen with 3.23.5 and 3.26.2).
 */
const FIRST_OWN = 'req_site_params';

/** Not of the job file, or not for another calculation. */
const LEFT_OUT = new Set([
  'base_path',
  'inputs',
  'export_dir',
  'exports',
  'hazard_calculation_id',
  'hazard_imtls',
  // Worked out of truncation_level.
  'truncation_level_between',
  'truncation_level_within',
]);

/** Inputs that are none: the job file itself, and the archive that it came in. */
const NO_INPUTS = new Set(['job_ini', 'input_zip']);

/**
 * Writes a job file anew from what the engine remembers, with the names of the inputs where they lie on the server.
 * @returns the text, or why it cannot be written.
 */
export function rebuildJob(
  remembered: RememberedJob,
  overrides: ReadonlyMap<string, string>,
): { readonly text: string } | { readonly reason: string } {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(remembered)) {
    if (key === FIRST_OWN) break;
    if (key === 'hazard_imtls') setLevels(values, value);
    if (LEFT_OUT.has(key) || value === null) continue;
    values.set(key, valueText(key, value));
  }
  const { inputs } = remembered;
  if (typeof inputs !== 'object' || inputs === null) return { reason: 'the server does not tell its inputs' };
  for (const [name, value] of Object.entries(inputs)) {
    if (NO_INPUTS.has(name)) continue;
    const text = inputText(value);
    if (text === undefined) return { reason: `the server's name of ${name} cannot be written in a job file` };
    values.set(`${name}_file`, text);
  }
  return { text: overrideParameters('[general]\n', new Map([...values, ...renamed(values, overrides)])) };
}

/** A file is replaced whatever it was called by: `sites_csv` is `sites_file` here. */
function renamed(
  values: ReadonlyMap<string, string>,
  overrides: ReadonlyMap<string, string>,
): [string, string][] {
  return [...overrides].map(([key, value]) => {
    const file = key.replace(/_(?:csv|hdf5)$/, '_file');
    return [values.has(file) ? file : key, value];
  });
}

/** The engine keeps intensity measure types and levels under one name; a zero stands where there are no levels. */
function setLevels(values: Map<string, string>, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value as Record<string, unknown>);
  const hasLevels = entries.some(
    ([, levels]) => !(Array.isArray(levels) && levels.length === 1 && levels[0] === 0),
  );
  if (hasLevels) values.set('intensity_measure_types_and_levels', literal(value));
  else if (entries.length > 0)
    values.set('intensity_measure_types', entries.map(([name]) => name).join(', '));
}

function valueText(key: string, value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'object' ? literal(value) : scalar(value);
  const items = value as unknown[];
  // Places: lon lat depth, ...; tags to aggregate by: a, b; c.
  if (items.every((item) => Array.isArray(item))) {
    const [inner, outer] = key === 'aggregate_by' ? [', ', '; '] : [' ', ', '];
    return items.map((item) => (item as unknown[]).map(scalar).join(inner)).join(outer);
  }
  return items.map(scalar).join(' ');
}

function scalar(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  // The engine reads a polygon as bare corners, each once, and keeps it as WKT, which it would not read.
  const corners = typeof value === 'string' ? /^POLYGON\(\((.*)\)\)$/.exec(value)?.[1] : undefined;
  if (corners !== undefined) return withoutLastCorner(corners);
  // Lines behind the first are indented where they are written.
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** WKT ends where it began. */
function withoutLastCorner(corners: string): string {
  const each = corners.split(',').map((corner) => corner.trim());
  return (each.length > 1 && each.at(-1) === each[0] ? each.slice(0, -1) : each).join(', ');
}

/** Python's way of writing what JSON holds. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${(value as unknown[]).map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${literal(item)}`);
    return `{${entries.join(', ')}}`;
  }
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : JSON.stringify(value);
}

function inputText(value: unknown): string | undefined {
  if (typeof value === 'string') return isWritable(value) ? nameFromRoot(value) : undefined;
  if (Array.isArray(value)) {
    const names = (value as unknown[]).map(inputText);
    // A list is cut at blanks.
    return names.every((name) => name !== undefined && splitAtBlanks(name).length === 1)
      ? names.join(' ')
      : undefined;
  }
  return typeof value === 'object' && value !== null ? literal(fromRoot(value)) : undefined;
}

function isWritable(path: string): boolean {
  return path.startsWith('/') && !/[\r\n]/.test(path);
}

function fromRoot(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('/') ? nameFromRoot(value) : value;
  if (Array.isArray(value)) return (value as unknown[]).map(fromRoot);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromRoot(item)]));
}
