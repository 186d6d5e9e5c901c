import { statfs } from 'node:fs/promises';

/** @returns the bytes free to this user in the file system of a folder that exists; undefined where it does not tell. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize, blocks } = await statfs(folder);
    return blocks === 0 ? undefined : bavail * bsize;
  } catch {
    return undefined;
  }
}
