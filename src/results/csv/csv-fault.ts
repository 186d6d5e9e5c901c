import { InputError } from '../../errors.js';

/** @returns the error for a table that cannot be read, at a 1-based line of its file where it is known. */
export function csvFault(file: string, line: number | undefined, message: string, fix?: string): InputError {
  return new InputError([{ file, line, message, fix }]);
}
