import { followExposure } from './exposure.js';
import { followGsims } from './gsim-logic-tree.js';
import type { JobWalk } from './job-walk.js';
import type { NamedFiles } from './named-files.js';
import { withExtension } from './path-names.js';
import { followReinsurance } from './reinsurance.js';
import { followSourceModels } from './source-model-logic-tree.js';

/** The inputs of a job by their names, in the order in which the job file first names them. */
export type Inputs = Map<string, NamedFiles>;

type Follow = (walk: JobWalk, named: NamedFiles) => Promise<void>;

/** The kinds of file that name other files. Nothing else is opened. */
const FOLLOW: Readonly<Record<string, Follow>> = {
  gsim_logic_tree: followGsimTree,
  source_model_logic_tree: followSourceModelTree,
  exposure: followExposures,
  reinsurance: followReinsuranceFile,
  geometry: followGeometry,
};

/** Adds all inputs of a job, and the files that they name. */
export async function followInputs(
  walk: JobWalk,
  inputs: Inputs,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [name, named] of inputs) {
    signal?.throwIfAborted();
    for (const { found, chain } of named.files) await walk.add(found, chain);
    const follow = Object.hasOwn(FOLLOW, name) ? FOLLOW[name] : undefined;
    if (follow !== undefined) await follow(walk, named);
    else if (named.shape === 'list') refuseOwnFolder(walk, name, named);
  }
}

function refuseOwnFolder(walk: JobWalk, name: string, named: NamedFiles): void {
  if (name === 'source_model') return;
  for (const { found, chain } of named.files) {
    if (found.path !== walk.base) continue;
    walk.fault(chain, `${named.parameter.key} names the folder of the job file itself`, 'name a file in it');
  }
}

async function followGsimTree(walk: JobWalk, named: NamedFiles): Promise<void> {
  if (named.shape === 'dict') refuseDict(walk, named);
  else for (const tree of named.files) await followGsims(walk, tree);
}

/** A dict of source model logic trees is packed but not followed. */
async function followSourceModelTree(walk: JobWalk, named: NamedFiles): Promise<void> {
  if (named.shape !== 'dict') for (const tree of named.files) await followSourceModels(walk, tree);
}

/**
 * The engine opens exposures only if some file that it has found so far, not necessarily an exposure, is called .xml
 * or .nrml; what the others name travels too, since the calculation will read it.
 */
async function followExposures(walk: JobWalk, named: NamedFiles): Promise<void> {
  const opened = walk.files.some((file) => file.listedByEngine && /\.(?:xml|nrml)$/.test(file.found.path));
  for (const exposure of named.files) {
    if (opened || /\.(?:xml|nrml)$/i.test(exposure.found.path)) await followExposure(walk, exposure, opened);
  }
}

async function followReinsuranceFile(walk: JobWalk, named: NamedFiles): Promise<void> {
  const [only] = named.files;
  if (named.shape === 'dict' && named.entries === 1 && only !== undefined) {
    await followReinsurance(walk, only);
    return;
  }
  const { parameter } = named;
  const fix = "write {'structural': 'reinsurance.xml'}, with your loss type and file";
  walk.fault(walk.chainAt(parameter, 0), `${parameter.key} wants a dict with exactly one loss type`, fix);
}

/** A shapefile is several files, of which the engine lists only the one that is named. */
async function followGeometry(walk: JobWalk, named: NamedFiles): Promise<void> {
  for (const { found, chain } of named.files) {
    if (!found.path.endsWith('.shp')) continue;
    for (const extension of ['.dbf', '.shx', '.prj', '.cpg']) {
      const part = await walk.look(withExtension(found.path, extension), chain);
      if (part !== undefined) await walk.add(part, chain, false);
    }
  }
}

function refuseDict(walk: JobWalk, { parameter }: NamedFiles): void {
  walk.fault(walk.chainAt(parameter, 0), `${parameter.key} cannot be a dict`, 'name one file');
}
