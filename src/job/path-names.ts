import { basename, dirname, join, normalize, sep } from 'node:path';
import { withoutEndSlash } from './job-disk.js';

/** @returns the extension of a name as Python sees it: dots at the beginning are part of the name. */
export function extensionOf(name: string): string {
  const last = basename(name).replace(/^\.+/, '');
  const dot = last.lastIndexOf('.');
  return dot < 0 ? '' : last.slice(dot);
}

/** @returns `path` with its last extension replaced by `extension`. */
export function withExtension(path: string, extension: string): string {
  const old = extensionOf(path);
  return `${old === '' ? path : path.slice(0, -old.length)}${extension}`;
}

/** @returns the path that a name means when folders are folded without asking the disk. */
export function foldedPath(base: string, name: string): string {
  return withoutEndSlash(join(base, name));
}

/** @returns the path that a name means when the system is asked about it as it is written. */
export function writtenPath(base: string, name: string): string {
  return `${base}${sep}${name}`;
}

/**
 * `sub/../e.csv` can only be opened where `sub` exists.
 * @returns the folders that a path passes through and leaves again, normalised.
 */
export function foldersLeftAgain(path: string): string[] {
  const left: string[] = [];
  let walked = '';
  for (const part of path.split(/[/\\]/)) {
    const next = walked === '' && part === '' ? sep : join(walked, part);
    if (part === '..' && walked !== '' && dirname(walked) === next) left.push(normalize(walked));
    walked = next;
  }
  return left;
}
