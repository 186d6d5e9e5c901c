import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A table as the engine writes it: comment in the last cell, CR LF. */
export function engineCsv(names: string, rows: readonly string[], more = "checksum=1, kind='mean'"): string {
  const commas = ','.repeat(Math.max(1, names.split(',').length - 1));
  const comment = `generated_by='OpenQuake engine 3.23.5', start_date='2026-01-02T03:04:05', ${more}`;
  return [`#${commas}"${comment}"`, names, ...rows, ''].join('\r\n');
}

/** Writes files into a folder of its own for as long as `use` runs. @returns what `use` does. */
export async function withFiles<T>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'openquake-read-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
