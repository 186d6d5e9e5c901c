import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Looks whether a disk takes `A` and `a` for one name, as those of macOS and Windows do by custom; one folder of a disk may
 * differ from another.
 * @param workshop a folder of ours, inside the one that is asked about.
 */
export async function foldsCase(workshop: string): Promise<boolean> {
  const probe = join(workshop, 'case-probe');
  await writeFile(probe, '');
  const isOne = await stat(join(workshop, 'CASE-PROBE')).then(
    () => true,
    () => false,
  );
  await rm(probe, { force: true });
  return isOne;
}

/** Spellings of the names in a folder whose disk takes some for one. */
export class FoldedNames {
  readonly #spellings = new Map<string, string>();

  constructor(names: Iterable<string>) {
    for (const name of names) this.add(name);
  }

  /** @returns how a name is spelled there; undefined where it is not there, or is spelled so. */
  otherSpelling(name: string): string | undefined {
    const spelling = this.#spellings.get(folded(name));
    return spelling === name ? undefined : spelling;
  }

  add(name: string): void {
    this.#spellings.set(folded(name), name);
  }
}

/** Such disks do not tell composed letters from decomposed ones either. */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
