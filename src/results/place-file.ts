import { createReadStream } from 'node:fs';
import { link, rename, rm, stat, unlink } from 'node:fs/promises';
import { refusesLinks } from '../errors.js';

/** What became of a file that was to be placed. */
export type Placement =
  /** It stands there now. */
  | 'written'
  /** A file with the very same bytes stood there already. */
  | 'same'
  /** Another file stands there and was kept. */
  | 'kept-other';

/**
 * Moves a finished file to its final name, whole or not at all.
 * @param overwrite whether a file that differs may be replaced.
 * @throws Node's own error when the folder refuses.
 */
export async function placeFile(temporary: string, target: string, overwrite: boolean): Promise<Placement> {
  if (overwrite) {
    await rename(temporary, target);
    return 'written';
  }
  try {
    // A link fails where the target exists, a rename would replace it: no moment between look and act.
    await link(temporary, target);
    await unlink(temporary);
    return 'written';
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) return placeWithoutLinks(temporary, target, error);
  }
  if (!(await sameBytes(temporary, target))) return 'kept-other';
  await rm(temporary);
  return 'same';
}

/** Some file systems (FAT, a few network ones) know no links: look first, then rename. */
async function placeWithoutLinks(temporary: string, target: string, cause: unknown): Promise<Placement> {
  if (!refusesLinks(cause)) throw cause;
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (exists) return (await sameBytes(temporary, target)) ? 'same' : 'kept-other';
  await rename(temporary, target);
  return 'written';
}

async function sameBytes(one: string, other: string): Promise<boolean> {
  const [oneStat, otherStat] = [await stat(one), await stat(other).catch(noneIfMissing)];
  // A link that leads nowhere has no bytes to compare, but it is the user's all the same.
  if (otherStat?.isFile() !== true || oneStat.size !== otherStat.size) return false;
  const others = createReadStream(other)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(one) as AsyncIterable<Buffer>) {
      while (rest.length < chunk.length) {
        const next = await others.next();
        if (next.done === true) return false;
        rest = Buffer.concat([rest, next.value]);
      }
      if (!chunk.equals(rest.subarray(0, chunk.length))) return false;
      rest = rest.subarray(chunk.length);
    }
    return true;
  } finally {
    await others.return?.();
  }
}

function noneIfMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ELOOP')) throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
