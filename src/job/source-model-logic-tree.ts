import { dirname, isAbsolute } from 'node:path';
import { splitAtBlanks } from './blanks.js';
import type { Chain, JobWalk } from './job-walk.js';
import { type Branch, readBranchSets } from './logic-tree.js';
import { nrmlElements } from './walk-xml.js';
import { describeMissing } from './missing-file.js';
import type { NamedFile } from './named-files.js';
import { foldedPath, withExtension } from './path-names.js';
import { placesInText } from './xml/xml-tree.js';

/** The engine asks whether the type is a part of this phrase. */
const MODEL_TYPES = 'sourceModel extendModel';

/**
 * Adds the source models that a source model logic tree names in any branch, each with the .hdf5 file of the same
 * stem beside it. Source models themselves are not opened.
 */
export async function followSourceModels(walk: JobWalk, tree: NamedFile): Promise<void> {
  const file = walk.shownFile(tree.found);
  const elements = await nrmlElements(walk, tree.found, tree.chain, 'logicTree');
  if (elements === undefined) return;
  const [logicTree] = elements;
  if (logicTree === undefined) {
    walk.fault(
      tree.chain,
      `${file} is not a logic tree: it has no <logicTree>`,
      'name the logic tree, not a source model',
    );
    return;
  }
  const sets = readBranchSets(
    logicTree,
    (type) => MODEL_TYPES.includes(type),
    ({ line, column }, message, fix) => {
      walk.fault([...tree.chain, { file, line, column, key: 'logicTree' }], message, fix);
    },
  );
  for (const branch of sets.flatMap((set) => set.branches)) {
    await followBranch(walk, tree, file, branch);
  }
}

async function followBranch(walk: JobWalk, tree: NamedFile, file: string, branch: Branch): Promise<void> {
  const names = splitAtBlanks(branch.text);
  const seen = new Set<string>();
  const placeOf = placesInText(branch.model.pieces);
  for (const { text, offset } of names) {
    const place = placeOf(offset) ?? branch.model;
    const chain: Chain = [
      ...tree.chain,
      { file, line: place.line, column: place.column, key: 'uncertaintyModel' },
    ];
    if (seen.has(text)) walk.fault(chain, `${text} stands twice in this branch`, 'remove one of the two');
    seen.add(text);
    if (isAbsolute(text)) {
      walk.fault(chain, `${text} is an absolute path`, `name it relative to the folder of ${file}`);
      continue;
    }
    await followModel(walk, foldedPath(dirname(tree.found.path), text), text, chain);
  }
}

async function followModel(walk: JobWalk, path: string, name: string, chain: Chain): Promise<void> {
  const found = await walk.look(path, chain);
  if (found === undefined) {
    // The engine leaves it out silently, takes the job, and fails when it reads the sources.
    const { message, fix } = await describeMissing(walk, path, name, chain);
    walk.missModel(chain, `${message}; the calculation will fail when it reads the sources`, fix);
    return;
  }
  await walk.add(found, chain);
  const companion = await walk.look(withExtension(path, '.hdf5'), chain);
  if (companion !== undefined) await walk.add(companion, chain);
}
