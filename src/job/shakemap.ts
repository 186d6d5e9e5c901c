import { dirname, isAbsolute } from 'node:path';
import { FileValueError, readTextDict } from './file-values.js';
import type { JobParameter } from './job-inputs.js';
import type { Chain, JobWalk } from './job-walk.js';
import type { PythonValue } from '../python/python-literal.js';
import { reportMissing } from './missing-file.js';
import { writtenPath } from './path-names.js';

const SHAPEFILE_PARTS = /\.(?:shp|dbf|prj|shx)$/;

/**
 * Adds the local files of `shakemap_uri`, the one ordinary parameter that names files. What does not exist is left
 * to the server, which fetches it.
 * @param lost true where the job sets `base_path`, which makes a server look elsewhere.
 */
export async function followShakemap(walk: JobWalk, parameter: JobParameter, lost: boolean): Promise<void> {
  const chainAt = (offset: number): Chain => walk.chainAt(parameter, offset);
  try {
    const uri = readTextDict(parameter.text);
    if (uri.size === 0) return;
    const kind = textOf(uri, 'kind');
    if (kind === undefined)
      throw new FileValueError('the dict has no kind', 0, "add 'kind': one of the engine's kinds");
    const last = await followEntries(walk, uri, chainAt, !lost);
    if (kind !== 'shapefile') return;
    const shapes = textOf(uri, 'fname');
    if (shapes === undefined)
      throw new FileValueError('a shapefile wants fname', 0, "add 'fname': 'name.shp'");
    if (!shapes.endsWith('.zip') && last !== undefined && !last.absolute)
      await addShapefiles(walk, last.path, chainAt(0), !lost);
  } catch (error) {
    if (!(error instanceof FileValueError)) throw error;
    walk.fault(chainAt(error.offset), `${parameter.key}: ${error.message}`, error.fix);
  }
}

/** @returns the path of the last entry that names a file, which decides where shapefiles are looked for. */
async function followEntries(
  walk: JobWalk,
  uri: ReadonlyMap<string, PythonValue>,
  chainAt: (offset: number) => Chain,
  listedByEngine: boolean,
): Promise<{ path: string; absolute: boolean } | undefined> {
  let last: { path: string; absolute: boolean } | undefined;
  for (const [key, value] of uri) {
    if (key !== 'fname' && !key.endsWith('_url')) continue;
    if (value.kind !== 'string') throw new FileValueError(`${key} is not text`, value.offset, 'quote it');
    const name = value.text.replaceAll('file://', '');
    const chain = chainAt(value.offset);
    const path = isAbsolute(name) ? name : writtenPath(walk.base, name);
    last = { path, absolute: isAbsolute(name) };
    const found = await walk.look(path, chain);
    if (found === undefined) continue;
    if (isAbsolute(name)) walk.leaveToServer(name, chain);
    else await walk.addAsWritten(path, found, chain, listedByEngine);
  }
  return last;
}

/** Every part of every shapefile in the folder, whatever its name: that is what the engine takes. */
async function addShapefiles(
  walk: JobWalk,
  named: string,
  chain: Chain,
  listedByEngine: boolean,
): Promise<void> {
  const folder = dirname(named);
  if ((await walk.look(folder, chain)) === undefined) {
    await reportMissing(walk, folder, folder, chain);
    return;
  }
  for (const name of await walk.disk.names(folder)) {
    if (!SHAPEFILE_PARTS.test(name)) continue;
    const path = writtenPath(folder, name);
    const found = await walk.look(path, chain);
    if (found !== undefined) await walk.addAsWritten(path, found, chain, listedByEngine);
  }
}

function textOf(uri: ReadonlyMap<string, PythonValue>, key: string): string | undefined {
  const value = uri.get(key);
  return value?.kind === 'string' ? value.text : undefined;
}
