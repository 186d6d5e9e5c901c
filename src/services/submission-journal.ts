import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock.js';
import { engineFolders } from '../local-engine/folders.js';
import { takeLock } from '../own-files/file-lock.js';
import { type OwnerState, stateOf, thisOwner } from '../own-files/owner.js';
import { readJson, setAside } from '../own-files/read-json.js';
import { OWNER_ONLY, writeJson } from '../own-files/write-whole.js';
import { readEntry, type SubmissionEntry } from './submission-entry.js';

/** What the journal needs of the machine. */
type JournalMachine = Parameters<typeof engineFolders>[0] & {
  readonly clock: Clock;
  readonly stopped: AbortSignal;
};

/** What lies in the journal. */
interface JournalContents {
  /** Oldest first. */
  readonly entries: readonly SubmissionEntry[];
  /** Files that held no entry, under the names by which they are kept. */
  readonly broken: readonly string[];
}

/**
 * The submissions that are not over: a file for each, written before its first byte is sent and removed when its user was
 * told what became of it. Whoever finds one of a dead process learns that something may run which nobody knows.
 */
export interface SubmissionJournal {
  readonly folder: string;
  /** Writes an entry, whole and to the disk. @throws Error of the system. */
  write(entry: SubmissionEntry): Promise<void>;
  remove(token: string): Promise<void>;
  /** A file that holds no entry is put aside. */
  read(): Promise<JournalContents>;
  /**
   * Makes the entry of a dead process one's own: one program only can do so.
   * @param elsewhere also that of a process on another machine, of which nobody here knows whether it lives.
   * @returns undefined where another program was faster, or its owner lives.
   */
  claim(token: string, elsewhere?: boolean): Promise<SubmissionEntry | undefined>;
}

/** A claim takes a few file operations. */
const CLAIM_ELSEWHERE_MS = 60_000;

/** @returns the journal of this user: beside the ledger, with the data, for clearing a cache must not lose it. */
export function openJournal(machine: JournalMachine): SubmissionJournal {
  const folder = path.join(path.dirname(engineFolders(machine).data), 'submissions');
  const { clock, stopped } = machine;
  const fileOf = (token: string): string => path.join(folder, `${token}.json`);
  const write = async (entry: SubmissionEntry): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await writeJson(fileOf(entry.token), entry, { mode: OWNER_ONLY });
  };
  return {
    folder,
    write,
    remove: async (token) => rm(fileOf(token), { force: true }),
    async read() {
      // Without a folder, or with none that may be read, there is nothing to settle.
      const names = await readdir(folder).catch(() => []);
      const files = names.filter((name) => name.endsWith('.json'));
      const read = await Promise.all(files.map(async (name) => readFileOf(path.join(folder, name), clock)));
      const entries = read.flatMap(({ entry }) => entry ?? []);
      return {
        entries: entries.toSorted((left, right) => (left.began < right.began ? -1 : 1)),
        broken: read.flatMap(({ keptAs }) => keptAs ?? []),
      };
    },
    async claim(token, elsewhere = false) {
      const wait = { clock, stopped, goOn: () => stopped.throwIfAborted(), elsewhereMs: CLAIM_ELSEWHERE_MS };
      const release = await takeLock(path.join(folder, 'claims.lock'), 'takes over a submission', wait);
      try {
        const { entry } = await readFileOf(fileOf(token), clock);
        if (entry === undefined || !canBeTaken(await stateOf(entry.owner), elsewhere)) return undefined;
        const claimed = { ...entry, owner: await thisOwner() };
        await write(claimed);
        return claimed;
      } finally {
        await release();
      }
    },
  };
}

function canBeTaken(state: OwnerState, elsewhere: boolean): boolean {
  return state === 'dead' || (state === 'elsewhere' && elsewhere);
}

async function readFileOf(
  file: string,
  clock: Clock,
): Promise<{ readonly entry?: SubmissionEntry; readonly keptAs?: string }> {
  const value = await readJson(file).catch(() => undefined);
  // Removed meanwhile: its program has told what became of it.
  if (value === undefined) return {};
  const entry = value === 'broken' ? undefined : readEntry(value);
  if (entry !== undefined && path.basename(file) === `${entry.token}.json`) return { entry };
  return setAside(file, clock.now()).then(
    (keptAs) => ({ keptAs }),
    () => ({}),
  );
}
