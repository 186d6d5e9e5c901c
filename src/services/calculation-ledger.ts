import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { engineFolders } from '../local-engine/folders.js';

/** A calculation that this program has seen complete, and what it was made of. */
const rowShape = v.object({
  /** Address of the server; `local` for the engine on this machine, whose port changes. */
  server: v.string(),
  /** SHA-256 of the contents of the inputs and of the parameters. */
  inputs: v.string(),
  engineVersion: v.string(),
  /** What it started from; null for nothing. */
  hazardCalculationId: v.nullable(v.number()),
  calculationId: v.number(),
  /** As the server tells it, and so are the next two: by them a calculation of another database is known. */
  startTime: v.string(),
  description: v.string(),
  calculationMode: v.string(),
});

export type LedgerRow = v.InferOutput<typeof rowShape>;

const lineShape = v.object({ row: rowShape, check: v.string() });

/** @returns where the ledger of this user lies: with the data, for clearing a cache must not lose it. */
export function ledgerPath(machine: Parameters<typeof engineFolders>[0]): string {
  return path.join(path.dirname(engineFolders(machine).data), 'calculations.jsonl');
}

/**
 * Adds a calculation. One write of one line, so that programs side by side do not mix theirs.
 * @throws Error of the system where it cannot be written.
 */
export async function addToLedger(file: string, row: LedgerRow): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  // Begun with a line end: the line before may have been cut by a crash.
  await appendFile(file, `\n${JSON.stringify({ row, check: checkOf(row) })}`);
}

/** @returns every row that is whole and as it was written, oldest first; none where there is no ledger. */
export async function readLedger(file: string): Promise<LedgerRow[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const parsed = v.safeParse(lineShape, jsonOf(line));
    return parsed.success && parsed.output.check === checkOf(parsed.output.row) ? [parsed.output.row] : [];
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** A digit that a disk has turned must not name another calculation. */
function checkOf(row: LedgerRow): string {
  const fields = Object.keys(rowShape.entries).map((key) => row[key as keyof LedgerRow]);
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 16);
}
