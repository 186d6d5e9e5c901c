import { open, readFile, rename } from 'node:fs/promises';

/** Lines of the log that an error message shows. */
const SHOWN = 12;

/** Opens a new log for the next server; the one before is kept beside it as `.1`. @returns the open file. */
export async function openServerLog(file: string): ReturnType<typeof open> {
  await rename(file, `${file}.1`).catch(() => undefined);
  return open(file, 'w');
}

/** @returns the last lines of the log, the ones that tell why a server died. */
export async function lastLogLines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-SHOWN);
}
