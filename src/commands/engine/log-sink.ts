import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Context } from '../../context.js';
import type { LogRow } from '../../engine/types.js';
import { diskFault, LocalFileError } from '../../errors.js';
import { isAtLevel, runningLogLine } from '../../views/log-line.js';
import { expandHome } from '../command.js';

/** Where the rows of a followed calculation go. */
export interface LogSink {
  /** @param hide leaves the row out of what is shown (a progress bar tells it), never out of a file. */
  write(calculationId: number, row: LogRow, hide: boolean, ordinal: number): void;
  /** Waits until what was written is out. @returns false when nobody takes any more of it. */
  isTaken?(): Promise<boolean>;
  close(): void;
}

/**
 * Opens the place for the log: a file when one is named (it gets every row from the level on, and stderr none, as
 * with the engine), else stderr. Opened before anything is sent, so that a wrong path costs nothing.
 * @throws LocalFileError when the file cannot be opened or written.
 */
export function openLogSink(context: Context, file: string | undefined, level: string): LogSink {
  if (file === undefined) {
    return {
      write: (id, row, hide) => {
        if (!hide && isAtLevel(row, level)) context.printer.note(runningLogLine(id, row));
      },
      close: () => undefined,
    };
  }
  const path = resolve(context.cwd, expandHome(context, file));
  const failure = (cause: unknown): LocalFileError =>
    new LocalFileError(
      `The log file ${file} cannot be written: ${diskFault(cause)?.reason ?? String(cause)}.`,
      {
        cause,
        hint: 'Name a file in a folder that exists and that you may write.',
      },
    );
  let descriptor: number;
  try {
    descriptor = openSync(path, 'a');
  } catch (cause) {
    throw failure(cause);
  }
  return {
    write(id, row) {
      if (!isAtLevel(row, level)) return;
      try {
        writeWhole(descriptor, `${runningLogLine(id, row)}\n`);
      } catch (cause) {
        throw failure(cause);
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** Writes a row or nothing of it: a full disk takes a part, and the next run would write on behind half a line. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
  } catch (cause) {
    const file = fstatSync(descriptor);
    if (written > 0 && file.isFile()) ftruncateSync(descriptor, file.size - written);
    throw cause;
  }
}
