import type { WalkedFile } from '../job-walk.js';
import { type BranchSet, readBranchSets, type TreeFault } from '../logic-tree.js';
import { readNrml, type XmlElement } from '../xml/xml-tree.js';
import { XmlError } from '../xml/xml-error.js';
import type { CheckRequest } from './check-job.js';

/** A logic tree that can be read, and how to name places in it. */
export interface TreeFile {
  readonly sets: readonly BranchSet[];
  readonly fault: TreeFault;
  readonly warn: TreeFault;
}

/** @returns the first logic tree of a file; undefined where the walk has already said what is wrong with it. */
export async function readTree({ walk }: CheckRequest, tree: WalkedFile): Promise<TreeFile | undefined> {
  try {
    const [logicTree] = await readNrml(walk.disk.chunks(tree.found), 'logicTree');
    if (logicTree === undefined) return undefined;
    const wrong: XmlElement[] = [];
    const sets = readBranchSets(
      logicTree,
      () => true,
      (element) => wrong.push(element),
    );
    const file = walk.shownFile(tree.found);
    const chainAt = ({ line, column, name }: XmlElement) => [
      ...tree.chain,
      { file, line, column, key: name },
    ];
    return wrong.length === 0
      ? {
          sets,
          fault: (element, message, fix) => walk.fault(chainAt(element), message, fix),
          warn: (element, message, fix) => walk.warn(chainAt(element), message, fix),
        }
      : undefined;
  } catch (error) {
    // What cannot be read (a folder, say) the walk has told too.
    if (error instanceof XmlError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}

/** @returns the elements that come a second time, with the first of their like. */
export function repeated<Item>(
  items: readonly Item[],
  key: (item: Item) => string | undefined,
): (readonly [Item, Item])[] {
  const first = new Map<string, Item>();
  const again: (readonly [Item, Item])[] = [];
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const before = first.get(name);
    if (before === undefined) first.set(name, item);
    else again.push([item, before]);
  }
  return again;
}
