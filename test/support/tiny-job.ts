import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a job that is as small as the local checks allow: nothing beyond the job file and one table of sites. */
export async function writeTinyJob(folder: string, name = 'job.ini', more = ''): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'sites.csv'), 'lon,lat\n13.0,42.0\n');
  await writeFile(
    join(folder, name),
    `[general]\ndescription = Tiny ${name}\ncalculation_mode = scenario\nsites_csv = sites.csv\n${more}`,
  );
  return join(folder, name);
}
