import { isAbsolute } from 'node:path';
import { inputName, isFileKey, isOldDistanceTable } from './file-keys.js';
import { followInputs, type Inputs } from './follow-inputs.js';
import { addTablesOf } from './gsim-tables.js';
import type { JobParameter } from './job-inputs.js';
import type { JobWalk } from './job-walk.js';
import { reportMissing } from './missing-file.js';
import { type NamedFile, type NamedFiles, findNamedFiles } from './named-files.js';
import { foldedPath } from './path-names.js';
import { followShakemap } from './shakemap.js';

const FIRST_KEY = 'source_model_logic_tree_file';

/**
 * Adds every file that the parameters of a job name, and what those files name in turn.
 * The source model logic tree comes first, since a zip under that key may hold files that other keys name.
 */
export async function walkParameters(
  walk: JobWalk,
  parameters: ReadonlyMap<string, JobParameter>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const inputs: Inputs = new Map();
  const overruled: NamedFiles[] = [];
  const first = parameters.get(FIRST_KEY);
  const others = [...parameters.values()].filter((parameter) => parameter.key !== FIRST_KEY);
  for (const parameter of first === undefined ? others : [first, ...others]) {
    signal?.throwIfAborted();
    if (isFileKey(parameter.key)) await readFileKey(walk, parameter, inputs, overruled);
    else if (isOldDistanceTable(parameter.key, parameter.text)) await readOldTable(walk, parameter, inputs);
  }
  renameSites(walk, inputs);
  const shakemap = parameters.get('shakemap_uri');
  if (shakemap !== undefined) await followShakemap(walk, shakemap, parameters.has('base_path'));
  await followInputs(walk, inputs, signal);
  // The server looks for these while it reads the job file, although it will not use them.
  for (const { found, chain } of overruled.flatMap((named) => named.files))
    await walk.add(found, chain, false);
  const gsim = parameters.get('gsim');
  if (gsim !== undefined) await addTablesOf(walk, walk.base, gsim.text, walk.chainAt(gsim, 0));
}

/** `x_file`, `x_csv` and `x_hdf5` set the same input; the later one counts, an empty single one removes it. */
async function readFileKey(
  walk: JobWalk,
  parameter: JobParameter,
  inputs: Inputs,
  overruled: NamedFiles[],
): Promise<void> {
  const name = inputName(parameter.key);
  const named = await findNamedFiles(walk, parameter);
  if (named === undefined) return;
  const before = inputs.get(name);
  if (before !== undefined) overruled.push(before);
  if (named === 'empty') inputs.delete(name);
  else if (named.shape !== 'single' || named.files.length > 0) inputs.set(name, named);
}

/** The engine does not look whether such a file exists, until it packs or sums the sizes. */
async function readOldTable(walk: JobWalk, parameter: JobParameter, inputs: Inputs): Promise<void> {
  const { text } = parameter;
  const chain = walk.chainAt(parameter, 0);
  const path = isAbsolute(text) ? text : foldedPath(walk.base, text);
  const found = await walk.look(path, chain);
  if (found === undefined) {
    await reportMissing(walk, path, text, chain);
    return;
  }
  if (isAbsolute(text)) {
    walk.leaveToServer(path, chain);
    return;
  }
  const before = inputs.get('reqv');
  const files: NamedFile[] = [...(before?.files ?? []), { found, chain }];
  inputs.set('reqv', { parameter, shape: 'dict', files, entries: files.length });
}

function renameSites(walk: JobWalk, inputs: Inputs): void {
  const sites = inputs.get('sites');
  if (sites === undefined) return;
  const model = inputs.get('site_model');
  inputs.delete('sites');
  if (model === undefined) {
    inputs.set('site_model', { ...sites, shape: 'list' });
    return;
  }
  const [one, two] = [sites.parameter, model.parameter];
  walk.fault(walk.chainAt(one, 0), `${one.key} and ${two.key} exclude each other`, `remove ${one.key}`);
}
