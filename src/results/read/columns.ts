import { csvFault } from '../csv/csv-fault.js';
import type { Table } from './table.js';

/** @returns the place of a column; undefined where there is none of that name. */
export function columnOf(table: Table, name: string): number | undefined {
  const at = table.columns.indexOf(name);
  return at < 0 ? undefined : at;
}

/** @throws InputError that names what is missing, at the line of names. */
export function needColumns(table: Table, names: readonly string[], what: string): number[] {
  const missing = names.filter((name) => !table.columns.includes(name));
  if (missing.length > 0) {
    throw csvFault(
      table.path,
      table.namesLine,
      `${missing.length === 1 ? 'the column' : 'the columns'} ${missing.map((name) => `"${name}"`).join(', ')} ${
        missing.length === 1 ? 'is' : 'are'
      } missing, which ${what} need`,
    );
  }
  return names.map((name) => table.columns.indexOf(name));
}

/** A column whose name was understood. */
export interface NamedColumn<T> {
  readonly at: number;
  readonly name: string;
  readonly meaning: T;
}

/** @returns the columns whose names mean something to the reader. */
export function columnsThat<T>(table: Table, read: (name: string) => T | undefined): NamedColumn<T>[] {
  return table.columns.flatMap((name, at) => {
    const meaning = read(name);
    return meaning === undefined ? [] : [{ at, name, meaning }];
  });
}

/** @returns the names of all columns but some. */
export function otherNames(table: Table, but: readonly string[]): string[] {
  return table.columns.filter((name) => !but.includes(name));
}
