import { dirname, relative, sep } from 'node:path';
import type { WalkedFile } from '../job-walk.js';

/** @returns the folder that holds all files, by whole path components; the engine's own way cuts letter by letter. */
export function commonFolder(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => dirname(path));
  let top = first ?? sep;
  for (const folder of others) {
    while (
      top !== dirname(top) &&
      folder !== top &&
      !folder.startsWith(top.endsWith(sep) ? top : `${top}${sep}`)
    ) {
      top = dirname(top);
    }
  }
  return top;
}

/** @returns the name of a file in the archive: relative to `top`, with `/`; a folder ends in one. */
export function archiveName({ found }: WalkedFile, top: string): string {
  const name = relative(top, found.path).split(sep).join('/');
  return found.source.kind === 'directory' ? `${name}/` : name;
}

/** Archive writers turn a backslash into a slash, and cut what looks like a drive off the front. */
export function cannotTravel(name: string): boolean {
  return name.includes('\\') || /^\w+:/.test(name);
}

/** Sorts by code point, as the engine does; JavaScript's own order differs beyond U+FFFF. */
export function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
