import { ResultFileError } from '../../errors.js';

/** @returns the error for a table that cannot be read, at a 1-based line of its file where it is known. */
export function csvFault(
  file: string,
  line: number | undefined,
  message: string,
  fix?: string,
): ResultFileError {
  return new ResultFileError([{ file, line, message, fix }]);
}
