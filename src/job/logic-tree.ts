import type { XmlElement } from './xml/xml-tree.js';
import { childOf } from './xml/xml-tree.js';

/** A branch of a logic tree, with the element that holds its model. */
export interface Branch {
  readonly element: XmlElement;
  /** The `uncertaintyModel`. */
  readonly model: XmlElement;
  /** Its text; never absent, though it may be blank. */
  readonly text: string;
}

export interface BranchSet {
  readonly element: XmlElement;
  readonly uncertaintyType: string;
  readonly branches: readonly Branch[];
}

/** Told where and why a logic tree is none. */
export type TreeFault = (element: XmlElement, message: string, fix?: string) => void;

// What Python's float() takes.
const FLOAT = /^[+-]?(?:(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?|inf|infinity|nan)$/i;

/**
 * @param wanted tells by its type which branch sets are wanted; of the others only the shape is looked at.
 * @returns the wanted branch sets in the order of the file.
 */
export function readBranchSets(
  tree: XmlElement,
  wanted: (uncertaintyType: string) => boolean,
  fault: TreeFault,
): BranchSet[] {
  return tree.children
    .flatMap((child) => setsAt(child, fault))
    .flatMap((element) => {
      const uncertaintyType = element.attributes.get('uncertaintyType');
      if (uncertaintyType === undefined) {
        fault(element, 'this branch set has no uncertaintyType');
        return [];
      }
      for (const branch of element.children) checkWeight(branch, fault);
      if (!wanted(uncertaintyType)) return [];
      const branches = element.children.flatMap((branch) => readBranch(branch, fault));
      return [{ element, uncertaintyType, branches }];
    });
}

/** A branching level holds at most one branch set; without levels the sets stand in the tree itself. */
function setsAt(element: XmlElement, fault: TreeFault): readonly XmlElement[] {
  if (element.name.endsWith('logicTreeBranchSet')) return [element];
  if (!element.name.endsWith('logicTreeBranchingLevel')) {
    fault(element, `a <${element.name}> stands where a logicTreeBranchSet is due`);
    return [];
  }
  const [, second] = element.children;
  if (second !== undefined)
    fault(second, 'a branching level may hold only one branch set', 'give it a level of its own');
  return element.children;
}

function readBranch(element: XmlElement, fault: TreeFault): Branch[] {
  const model = childOf(element, 'uncertaintyModel');
  if (model?.text !== undefined) return [{ element, model, text: model.text }];
  fault(model ?? element, 'this branch has no uncertaintyModel, or an empty one');
  return [];
}

function checkWeight(branch: XmlElement, fault: TreeFault): void {
  for (const weight of branch.children) {
    const text = weight.text?.trim();
    if (weight.name !== 'uncertaintyWeight' || text === undefined || FLOAT.test(text)) continue;
    fault(weight, `the weight ${JSON.stringify(text)} is not a number`);
  }
}
