import { mkdir, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFault, ExportError } from '../errors.js';
import { makeTemporaryFolder } from '../own-files/leftovers.js';
import { syncFolder } from '../own-files/write-whole.js';
import { FoldedNames, foldsCase } from '../results/folded-names.js';
import { type Placement, placeFile } from '../results/place-file.js';

/** One file that an export gave. */
export interface ExportedFile {
  readonly name: string;
  /** Below the target folder as it was given: relative stays relative. */
  readonly path: string;
  readonly placement: Placement;
  /** Whether the file that was kept there is one of the same export: two outputs have one name. */
  readonly isClash?: true;
  /** How the kept file is spelled, where the disk takes both names for one. */
  readonly spelledThere?: string;
}

/** Where and how exports are written. */
export interface ExportTarget {
  /** As the user typed it, for messages. */
  readonly shown: string;
  /** Absolute path of the folder; it is made where it is missing. */
  readonly folder: string;
  readonly overwrite: boolean;
}

/** A whole file that waits for its name. */
export interface FetchedFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * The folder that exports go to, with a hidden workshop in it: files are made there, checked, and moved when they are
 * whole. What a process that died has left of its workshop is removed by whoever opens the next one.
 */
export class ExportFolder {
  /** Files that this export has written or found to be the same, by device and inode. */
  readonly #ours = new Set<string>();
  /** What is there, where the disk takes names that differ in case for one; undefined until it is known, or elsewhere. */
  #folded: FoldedNames | 'told apart' | undefined;

  private constructor(
    readonly target: ExportTarget,
    private readonly workshop: string,
    private readonly isNew: boolean,
    private readonly folds: typeof foldsCase,
  ) {}

  /** @param folds whether the disk takes `A` and `a` for one. @throws ExportError when the folder refuses. */
  static async open(target: ExportTarget, folds = foldsCase): Promise<ExportFolder> {
    return inWords(target, undefined, async () => {
      const isNew = (await mkdir(target.folder, { recursive: true })) !== undefined;
      try {
        return new ExportFolder(
          target,
          await makeTemporaryFolder(target.folder, '.openquake-'),
          isNew,
          folds,
        );
      } catch (error) {
        if (isNew) await rmdir(target.folder).catch(() => undefined);
        throw error;
      }
    });
  }

  /** @returns a new folder in the workshop. */
  async makeBench(): Promise<string> {
    return mkdtemp(join(this.workshop, 'try-'));
  }

  /** @returns where a file of that name is, or will be, as it is printed. */
  pathAsTyped(name: string): string {
    const { shown } = this.target;
    return shown.endsWith('/') ? shown + name : `${shown}/${name}`;
  }

  /**
   * Gives whole files their names, and waits until the names are on the disk. A file of this same export is never
   * replaced, not even with `overwrite`, and neither is one in another spelling that the disk takes for the same.
   * @throws ExportError when the folder refuses.
   */
  async place(files: readonly FetchedFile[], signal?: AbortSignal): Promise<ExportedFile[]> {
    const { folder, overwrite } = this.target;
    return inWords(this.target, signal, async () => {
      const placed: ExportedFile[] = [];
      for (const { name, path } of files) {
        signal?.throwIfAborted();
        const spelledThere = await this.#otherSpelling(name);
        const place = join(folder, spelledThere ?? name);
        const mayReplace = overwrite && spelledThere === undefined && !(await this.#isOurs(place));
        const placement = await placeFile(path, place, mayReplace);
        const isClash = placement === 'kept-other' && (await this.#isOurs(place));
        if (placement !== 'kept-other') this.#ours.add(await identity(place));
        placed.push({
          name,
          path: this.pathAsTyped(name),
          placement,
          ...(isClash ? { isClash } : {}),
          ...(spelledThere === undefined ? {} : { spelledThere }),
        });
      }
      await syncFolder(folder);
      return placed;
    });
  }

  /** Removes the workshop; a folder that was made for nothing goes again, one that holds something refuses to. */
  async close(): Promise<void> {
    await rm(this.workshop, { recursive: true, force: true });
    if (this.isNew) await rmdir(this.target.folder).catch(() => undefined);
  }

  async #otherSpelling(name: string): Promise<string | undefined> {
    this.#folded ??= (await this.folds(this.workshop))
      ? new FoldedNames(await readdir(this.target.folder))
      : 'told apart';
    if (this.#folded === 'told apart') return undefined;
    const there = this.#folded.otherSpelling(name);
    if (there === undefined) this.#folded.add(name);
    return there;
  }

  async #isOurs(place: string): Promise<boolean> {
    return this.#ours.size > 0 && this.#ours.has(await identity(place));
  }
}

async function identity(place: string): Promise<string> {
  const facts = await stat(place, { bigint: true }).catch(() => undefined);
  return facts === undefined ? '' : `${facts.dev} ${facts.ino}`;
}

/** Says what the disk refuses in the user's words. @throws the reason of the signal when it is aborted. */
export async function inWords<Value>(
  target: ExportTarget,
  signal: AbortSignal | undefined,
  action: () => Promise<Value>,
): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    // Node's streams throw an error of their own when they are stopped; the reason is what the user asked for.
    if (signal?.aborted === true) throw signal.reason;
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    throw new ExportError(`Cannot export into ${target.shown}: ${fault.reason}.`, {
      cause: error,
      hint: 'Nothing half-written was left there. Make room or name another folder, then export again.',
      facts: { folder: target.shown, code: fault.code },
    });
  }
}
