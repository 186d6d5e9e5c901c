import path from 'node:path';
import * as v from 'valibot';
import { engineFolders } from '../local-engine/folders.js';
import { addCheckedLine, type CheckedLines, readCheckedLines } from '../own-files/checked-lines.js';

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

const LINES: CheckedLines<LedgerRow> = {
  parse: (value) => {
    const parsed = v.safeParse(rowShape, value);
    return parsed.success ? parsed.output : undefined;
  },
  facts: (row) => Object.keys(rowShape.entries).map((key) => row[key as keyof LedgerRow]),
};

/** @returns where the ledger of this user lies: with the data, for clearing a cache must not lose it. */
export function ledgerPath(machine: Parameters<typeof engineFolders>[0]): string {
  return path.join(path.dirname(engineFolders(machine).data), 'calculations.jsonl');
}

/**
 * Adds a calculation.
 * @throws Error of the system where it cannot be written.
 */
export async function addToLedger(file: string, row: LedgerRow): Promise<void> {
  await addCheckedLine(file, LINES, row);
}

/** @returns every row that is whole and as it was written, oldest first; none where there is no ledger. */
export async function readLedger(file: string): Promise<LedgerRow[]> {
  return readCheckedLines(file, LINES);
}
