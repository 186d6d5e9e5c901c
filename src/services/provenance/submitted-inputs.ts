import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { engineFolders } from '../../local-engine/folders.js';
import { sweepOld } from '../../own-files/leftovers.js';
import { readCached } from '../../own-files/read-json.js';
import { OWNER_ONLY, writeJson } from '../../own-files/write-whole.js';

const inputShape = v.object({ name: v.string(), sizeBytes: v.number(), sha256: v.nullable(v.string()) });

/** What was sent for a calculation, noted when it was sent. */
const noteShape = v.object({
  version: v.literal(1),
  /** Address of the server; `local` for the engine on this machine, whose port changes. */
  server: v.string(),
  calculationId: v.number(),
  /** ISO 8601, UTC. */
  submitted: v.string(),
  /** Absolute path of the job file or archive, for `openquake replay` on this machine. */
  job: v.string(),
  /** Parameters that replaced those of the job file. */
  overrides: v.array(v.tuple([v.string(), v.string()])),
  inputs: v.array(inputShape),
});

export type SubmittedInputs = v.InferOutput<typeof noteShape>;

/** Tells a calculation from all others: the token that its server gives back, or its start. */
export type CalculationMark =
  | { readonly token: string }
  | { readonly server: string; readonly calculationId: number; readonly startTime: string };

const KEPT_MS = 2 * 365 * 24 * 60 * 60_000;

/** @returns the folder of this user's notes of inputs: with the data, for clearing a cache must not lose them. */
export function submittedFolder(machine: Parameters<typeof engineFolders>[0]): string {
  return path.join(path.dirname(engineFolders(machine).data), 'inputs');
}

/**
 * Notes what was sent, so that a later export, also by another run of this program, can tell the inputs.
 * @param nowMs since the epoch; notes that nobody has needed for two years are thrown away.
 * @throws Error of the system.
 */
export async function noteSubmitted(
  folder: string,
  mark: CalculationMark,
  inputs: SubmittedInputs,
  nowMs: number,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeJson(path.join(folder, fileOf(mark)), inputs, { mode: OWNER_ONLY, lasting: false });
  await sweepOld(folder, /^(?:sent|seen)-[0-9a-f]+\.json$/, nowMs, KEPT_MS);
}

/** @returns what was sent; undefined where it was not sent from here, or is not known any more. */
export async function readSubmitted(
  folder: string,
  mark: CalculationMark,
): Promise<SubmittedInputs | undefined> {
  const parsed = v.safeParse(noteShape, await readCached(path.join(folder, fileOf(mark))));
  return parsed.success ? parsed.output : undefined;
}

/**
 * @param jobIniPath of the job file on the server, as its engine remembers it.
 * @returns the token in the name of a folder that we packed everything below.
 */
export function tokenIn(jobIniPath: string): string | undefined {
  return /(?:^|[\\/])openquake-([0-9a-f]{16})[\\/]/.exec(jobIniPath)?.[1];
}

function fileOf(mark: CalculationMark): string {
  if ('token' in mark) return `sent-${mark.token}.json`;
  const facts = JSON.stringify([mark.server, mark.calculationId, mark.startTime]);
  return `seen-${createHash('sha256').update(facts).digest('hex').slice(0, 32)}.json`;
}
