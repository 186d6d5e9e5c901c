import type { InputFault } from '../errors.js';
import type { IniDocument, IniEntry, IniSection } from './ini.js';
import type { HazardCalculation, JobParameter } from './job-inputs.js';

const DEFAULT = 'DEFAULT';

/** What all sections of a job file say together. */
export interface JobParameters {
  readonly parameters: Map<string, JobParameter>;
  readonly faults: readonly InputFault[];
}

/**
 * Throws the sections of a job file together, as the engine does. The same key in two sections is a fault (engines
 * since 3.20 refuse it, older ones silently took the last); so is a `[DEFAULT]` key beside two other sections.
 */
export function mergeSections(document: IniDocument, file: string): JobParameters {
  const parameters = new Map<string, JobParameter>();
  const faults: InputFault[] = [];
  const lent = document.sections.find((section) => section.name === DEFAULT);
  for (const section of document.sections) {
    if (section.name === DEFAULT) continue;
    for (const entry of withDefaults(section, lent)) {
      const before = parameters.get(entry.key);
      if (before !== undefined) faults.push(twice(entry, section, before, file));
      parameters.set(entry.key, parameterOf(entry, section));
    }
  }
  return { parameters, faults };
}

function withDefaults(section: IniSection, lent: IniSection | undefined): IniEntry[] {
  return [...new Map([...(lent?.entries ?? []), ...section.entries]).values()];
}

function parameterOf(entry: IniEntry, section: IniSection): JobParameter {
  const { key, text, line, column, lines } = entry;
  return { key, text, line, column, lines, section: section.name };
}

function twice(entry: IniEntry, section: IniSection, before: JobParameter, file: string): InputFault {
  const { line, column } = entry;
  if (before.line === line) {
    const message = `${entry.key} of [DEFAULT] counts for both [${before.section}] and [${section.name}]`;
    return { file, line, column, message, fix: 'move it to an ordinary section' };
  }
  const message = `${entry.key} is also set in [${before.section}], line ${before.line ?? 0}`;
  return { file, line, column, message, fix: 'remove one of the two' };
}

/** @returns the place in the job file of the character at `offset` of a value, where known. */
export function placeInValue(
  parameter: JobParameter,
  offset: number,
): { line?: number | undefined; column?: number | undefined } {
  let start = 0;
  for (const line of parameter.lines) {
    if (offset <= start + line.text.length) return { line: line.line, column: line.column + offset - start };
    start += line.text.length + 1;
  }
  return { line: parameter.line };
}

/** @returns the calculation that the job starts from: its number, or the job file or datastore that it names. */
export function hazardCalculationOf(
  parameters: ReadonlyMap<string, JobParameter>,
): HazardCalculation | undefined {
  const parameter = parameters.get('hazard_calculation_id');
  if (parameter === undefined || parameter.text === '') return undefined;
  const { text, line } = parameter;
  return /^-?\d+$/.test(text)
    ? { kind: 'number', calculationId: Number(text), line }
    : { kind: 'file', text, line };
}
