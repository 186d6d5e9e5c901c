import { isAbsolute } from 'node:path';
import type { Chain, JobWalk } from './job-walk.js';
import { foldedPath } from './path-names.js';

const TABLE = /\b[A-Za-z_]\w*(?:_file|_table)["']?\s*=\s*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')/g;

/**
 * Adds files that the engine reads for a GSIM but does not put on its own list, wherever they exist: surplus files
 * do no harm, a missing one fails the calculation.
 * @param toml the description of a GSIM, or several.
 */
export async function addTablesOf(walk: JobWalk, base: string, toml: string, chain: Chain): Promise<void> {
  for (const [, escaped, literal] of toml.matchAll(TABLE)) {
    const name = literal ?? unescaped(escaped ?? '');
    if (name === '' || isAbsolute(name)) continue;
    const found = await walk.look(foldedPath(base, name), chain);
    if (found?.source.kind === 'file' || found?.source.kind === 'member') await walk.add(found, chain, false);
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}
