import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError, type InputFault } from '../errors.js';
import { parseIni } from './ini.js';
import { decodeIni } from './ini-text.js';
import type { JobParameter } from './job-inputs.js';
import { mergeSections } from './job-parameters.js';
import { JobWalk, reasonOf } from './job-walk.js';
import { describeMissing } from './missing-file.js';
import { overrideParameters } from './parameters.js';

/** A job file as read. */
export interface JobFileText {
  readonly text: string;
  /** True where `text` is not what stands in the file. */
  readonly overridden: boolean;
  readonly parameters: Map<string, JobParameter>;
  /** What the engine's strict reader would refuse. */
  readonly faults: readonly InputFault[];
}

/**
 * Reads a job file.
 * @param path absolute.
 * @param typed the path as the user typed it.
 * @throws InputError where it is missing, unreadable or not UTF-8.
 */
export async function readJobFile(path: string, typed: string): Promise<JobFileText> {
  return parseJobFile(await readBytes(path, typed), typed);
}

/**
 * Reads the bytes of a job file.
 * @throws InputError where they are not UTF-8.
 */
export function parseJobFile(bytes: Uint8Array, typed: string): JobFileText {
  const text = decodeIni(bytes, typed);
  const document = parseIni(text, typed);
  const { parameters, faults } = mergeSections(document, typed);
  return { text, overridden: false, parameters, faults: [...document.faults, ...faults] };
}

/** @throws InputError naming the file, with the name most like it where it is missing. */
async function readBytes(path: string, typed: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) throw new InputError([{ file: typed, message: `cannot be read: ${reasonOf(error)}` }]);
    throw new InputError([await missingJob(path, typed)], { cause: error });
  }
}

/** @returns the fault of a job file that does not exist, with the name most like it. */
export async function missingJob(path: string, typed: string): Promise<InputFault> {
  const { fix } = await describeMissing(new JobWalk(dirname(path), typed), path, typed, []);
  return { file: typed, message: 'there is no such file', fix };
}

/** @returns the job file with the parameters of the command line over its own, file keys among them. */
export function applyOverrides(
  job: JobFileText,
  overrides: ReadonlyMap<string, string> | undefined,
): JobFileText {
  if (overrides === undefined || overrides.size === 0) return job;
  const parameters = new Map(job.parameters);
  for (const [key, text] of overrides) {
    parameters.set(key, { key, text, section: parameters.get(key)?.section ?? '', lines: [] });
  }
  return { ...job, text: overrideParameters(job.text, overrides), overridden: true, parameters };
}
