import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { engineFolders } from '../local-engine/folders.js';
import { addCheckedLine, type CheckedLines, readCheckedLines } from '../own-files/checked-lines.js';
import { sweepOld } from '../own-files/leftovers.js';
import { sha256Of } from '../own-files/sha256-of.js';

/** A file that was fetched whole, as it was then. */
export interface RecordedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Which calculation is exported; its start tells it from one of the same number in another database. */
export interface ExportedCalculation {
  /** Address of the server; `local` for the engine on this machine, whose port changes. */
  readonly server: string;
  readonly id: number;
  readonly startTime: string;
}

const rowShape = v.object({
  outputId: v.number(),
  format: v.string(),
  files: v.array(v.object({ name: v.string(), sizeBytes: v.number(), sha256: v.string() })),
});
type Row = v.InferOutput<typeof rowShape>;

const LINES: CheckedLines<Row> = {
  parse: (value) => {
    const parsed = v.safeParse(rowShape, value);
    return parsed.success ? parsed.output : undefined;
  },
  facts: ({ outputId, format, files }) => [
    outputId,
    format,
    files.map(({ name, sizeBytes, sha256 }) => [name, sizeBytes, sha256]),
  ],
};

/** A record that nobody has touched for so long is thrown away: the export is made anew then. */
const KEPT_MS = 90 * 24 * 60 * 60_000;
const RECORD = /^[0-9a-f]{32}\.jsonl$/;

/** @returns the folder of this user's records: beside the other data, never in the folder of the results. */
export function recordFolder(machine: Parameters<typeof engineFolders>[0]): string {
  return path.join(path.dirname(engineFolders(machine).data), 'exports');
}

/**
 * What has been exported of one calculation into one folder. It is believed of nothing: each file must be there with the
 * size and the hash that stand here. So an entry may be written before the files have their names, and may be lost.
 */
export class ExportRecord {
  readonly #rows = new Map<string, readonly RecordedFile[]>();

  private constructor(
    private readonly file: string,
    private readonly target: string,
  ) {}

  /** @param folder the results', which need not exist. @param nowMs since the epoch, to throw old records away. */
  static async open(
    records: string,
    calculation: ExportedCalculation,
    folder: string,
    nowMs: number,
  ): Promise<ExportRecord> {
    const target = await realpath(folder).catch(() => folder);
    const { server, id, startTime } = calculation;
    const name = createHash('sha256')
      .update(JSON.stringify([server, id, startTime, target]))
      .digest('hex');
    const record = new ExportRecord(path.join(records, `${name.slice(0, 32)}.jsonl`), target);
    await sweepOld(records, RECORD, nowMs, KEPT_MS);
    for (const row of await readCheckedLines(record.file, LINES)) record.#keep(row);
    return record;
  }

  /**
   * @returns the files of an output when each of them is in the folder as it was fetched: same size, same SHA-256.
   */
  async findWhole(
    outputId: number,
    format: string,
    signal?: AbortSignal,
  ): Promise<readonly RecordedFile[] | undefined> {
    const files = this.#rows.get(`${outputId} ${format}`);
    if (files === undefined || files.length === 0) return undefined;
    for (const file of files)
      if (!(await isWhole(path.join(this.target, file.name), file, signal))) return undefined;
    return files;
  }

  /** Notes what was fetched. A disk that refuses costs a later export its short cut, and this one nothing. */
  async add(outputId: number, format: string, fetched: readonly RecordedFile[]): Promise<void> {
    const files = fetched.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 }));
    const row = { outputId, format, files };
    this.#keep(row);
    try {
      await addCheckedLine(this.file, LINES, row);
    } catch {
      // See above.
    }
  }

  #keep({ outputId, format, files }: Row): void {
    this.#rows.set(`${outputId} ${format}`, files);
  }
}

async function isWhole(place: string, file: RecordedFile, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const facts = await stat(place);
    if (!facts.isFile() || facts.size !== file.sizeBytes) return false;
    return (await sha256Of(place, signal)) === file.sha256;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return false;
  }
}
