import { csvFault } from '../csv/csv-fault.js';
import type { EngineCsv } from '../engine-csv.js';

/** @returns the place of a column; undefined where there is none of that name. */
export function columnOf(csv: EngineCsv, name: string): number | undefined {
  const at = csv.columns.indexOf(name);
  return at < 0 ? undefined : at;
}

/** @throws InputError that names what is missing, at the line of names. */
export function needColumns(csv: EngineCsv, names: readonly string[], what: string): number[] {
  const missing = names.filter((name) => !csv.columns.includes(name));
  if (missing.length > 0) {
    throw csvFault(
      csv.path,
      csv.namesLine,
      `${missing.length === 1 ? 'the column' : 'the columns'} ${missing.map((name) => `"${name}"`).join(', ')} ${
        missing.length === 1 ? 'is' : 'are'
      } missing, which ${what} need`,
    );
  }
  return names.map((name) => csv.columns.indexOf(name));
}

/** A column whose name was understood. */
export interface NamedColumn<T> {
  readonly at: number;
  readonly name: string;
  readonly meaning: T;
}

/** @returns the columns whose names mean something to the reader. */
export function columnsThat<T>(csv: EngineCsv, read: (name: string) => T | undefined): NamedColumn<T>[] {
  return csv.columns.flatMap((name, at) => {
    const meaning = read(name);
    return meaning === undefined ? [] : [{ at, name, meaning }];
  });
}

/** @returns the names of all columns but some. */
export function otherNames(csv: EngineCsv, but: readonly string[]): string[] {
  return csv.columns.filter((name) => !but.includes(name));
}
