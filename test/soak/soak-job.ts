import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../live/program.js';

/** A small job that is known again by its description. */
export interface SoakJob {
  readonly description: string;
  readonly path: string;
  readonly folder: string;
}

/** Makes the job number `ordinal`: the scenario of the examples, with a seed and a description of its own. */
export async function makeSoakJob(folder: string, ordinal: number): Promise<SoakJob> {
  const own = join(folder, `job-${ordinal}`);
  await cp(join(REPOSITORY, 'examples', 'scenario'), own, { recursive: true });
  const path = join(own, 'job.ini');
  const description = `Soak number ${ordinal}.`;
  const text = (await readFile(path, 'utf8'))
    .replace(/^description = .*$/m, `description = ${description}`)
    .replace(/^random_seed = .*$/m, `random_seed = ${1_000 + ordinal}`);
  await writeFile(path, text);
  return { description, path, folder: own };
}
