import type { CollectOptions, JobInputs } from './job-inputs.js';

/**
 * Finds every file that a job needs, by the engine's own rules and without an engine.
 * @param iniPath path of the job file as the user typed it; places in messages begin like it.
 * @throws InputError with every fault of every file, each with its line, its chain and a fix.
 * @throws LocalFileError where a file cannot be read.
 */
export async function collectInputs(iniPath: string, options: CollectOptions = {}): Promise<JobInputs> {
  throw new Error(`not yet: ${iniPath} ${String(options.cwd)}`);
}
