import { hashArchive, type HashedInput, hashInputs } from '../../job/hash-inputs.js';
import type { CrateInput } from '../../results/crate/crate-facts.js';
import type { PreparedJob } from '../submit-job.js';

/** How the inputs of a job stand to those of a calculation. */
export interface ProvenInputs {
  /** Names of inputs whose content is another now, or that are not there. */
  readonly changed: readonly string[];
  /** Names of inputs whose content was never seen: nobody can tell. */
  readonly unknown: readonly string[];
}

/**
 * Holds what a job would send to what a calculation was sent, file by file.
 * @throws InputError where an input cannot be read; the reason of the signal.
 */
export async function proveInputs(
  job: PreparedJob,
  wanted: readonly CrateInput[],
  signal?: AbortSignal,
): Promise<ProvenInputs> {
  const hashed = await hashJob(job, signal);
  const named = new Map(hashed.map(({ name, sha256 }) => [name, sha256]));
  const all = new Set(hashed.map(({ sha256 }) => sha256));
  const changed = wanted.filter(({ name, sha256 }) => {
    if (sha256 === undefined) return false;
    // An archive may have been renamed: its content is what it is.
    return named.get(name) !== sha256 && !(name.endsWith('.zip') && all.has(sha256));
  });
  return {
    changed: changed.map(({ name }) => name),
    unknown: wanted.filter(({ sha256 }) => sha256 === undefined).map(({ name }) => name),
  };
}

/** @returns every file that a job sends, by its bytes. */
async function hashJob(job: PreparedJob, signal?: AbortSignal): Promise<HashedInput[]> {
  return job.kind === 'zip' ? hashArchive(job, signal) : hashInputs(job.inputs, signal);
}
