import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { engineFolders } from '../local-engine/folders.js';

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
const lineShape = v.object({ row: rowShape, check: v.string() });

/** A record that nobody has touched for so long is thrown away: the export is made anew then. */
const KEPT_MS = 90 * 24 * 60 * 60_000;

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
    await sweep(records, nowMs);
    for (const line of (await readFile(record.file, 'utf8').catch(() => '')).split('\n')) {
      const parsed = v.safeParse(lineShape, jsonOf(line));
      if (parsed.success && parsed.output.check === checkOf(parsed.output.row))
        record.#keep(parsed.output.row);
    }
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
      await mkdir(path.dirname(this.file), { recursive: true });
      // Begun with a line end: the line before may have been cut by a crash.
      await appendFile(this.file, `\n${JSON.stringify({ row, check: checkOf(row) })}`);
    } catch {
      // See above.
    }
  }

  #keep({ outputId, format, files }: v.InferOutput<typeof rowShape>): void {
    this.#rows.set(`${outputId} ${format}`, files);
  }
}

async function isWhole(place: string, file: RecordedFile, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const facts = await stat(place);
    if (!facts.isFile() || facts.size !== file.sizeBytes) return false;
    const sum = createHash('sha256');
    for await (const chunk of createReadStream(place) as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      sum.update(chunk);
    }
    return sum.digest('hex') === file.sha256;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return false;
  }
}

async function sweep(records: string, nowMs: number): Promise<void> {
  for (const name of await readdir(records).catch(() => [])) {
    const place = path.join(records, name);
    const facts = await stat(place).catch(() => undefined);
    if (facts !== undefined && nowMs - facts.mtimeMs > KEPT_MS)
      await rm(place, { force: true }).catch(() => undefined);
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** A digit that a disk has turned must not pass for a whole file. */
function checkOf(row: v.InferOutput<typeof rowShape>): string {
  const files = row.files.map(({ name, sizeBytes, sha256 }) => [name, sizeBytes, sha256]);
  const text = JSON.stringify([row.outputId, row.format, files]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
