import { squeezeBlanks, trimBlanks } from '../blanks.js';
import type { BranchSet } from '../logic-tree.js';
import { readTree, repeated, type TreeFile } from './branch-sets.js';
import type { CheckRequest } from './check-job.js';
import { filesOf } from './job-files.js';
import { isOne, shownSum, weightsOf } from './weights.js';

/** Holds the GSIM logic tree to what the engine wants of it: ids, tectonic region types, weights, no model twice. */
export async function checkGsimTree(request: CheckRequest): Promise<void> {
  for (const file of filesOf(request, 'gsim_logic_tree')) {
    const tree = await readTree(request, file);
    if (tree === undefined || tree.sets.some((set) => set.uncertaintyType !== 'gmpeModel')) continue;
    checkSets(tree);
    for (const set of tree.sets) checkBranches(tree, set);
  }
}

function checkSets({ sets, fault }: TreeFile): void {
  for (const { element } of sets) {
    if (element.attributes.get('branchSetID') === undefined)
      fault(element, 'this branch set has no branchSetID');
    if (element.attributes.get('applyToTectonicRegionType') === undefined) {
      fault(
        element,
        'this branch set has no applyToTectonicRegionType',
        'name the tectonic region type of its models',
      );
    }
  }
  for (const name of ['branchSetID', 'applyToTectonicRegionType']) {
    const attribute = ({ element }: BranchSet): string | undefined => element.attributes.get(name);
    for (const [again, first] of repeated(sets, attribute)) {
      const message = `${name}="${attribute(again) ?? ''}" stands in line ${first.element.line} already`;
      fault(
        again.element,
        message,
        name === 'branchSetID' ? 'give it an id of its own' : 'put its branches there',
      );
    }
  }
}

function checkBranches({ fault, warn }: TreeFile, set: BranchSet): void {
  for (const { element } of set.branches) {
    const weights = element.children.filter(({ name }) => name === 'uncertaintyWeight');
    const [first, ...others] = weights;
    if (first === undefined) fault(element, 'this branch has no uncertaintyWeight');
    else if (first.attributes.has('imt')) {
      fault(
        first,
        'the first weight of a branch may have no imt',
        'put a weight for all other IMTs before it',
      );
    }
    const imt = (weight: (typeof weights)[number]): string | undefined => weight.attributes.get('imt');
    for (const other of others) if (imt(other) === undefined) fault(other, 'a second weight needs an imt');
    for (const [again] of repeated(others, imt))
      fault(again, `a second weight for imt="${imt(again) ?? ''}"`);
  }
  checkSums(set, fault);
  const model = ({ model: { attributes }, text }: BranchSet['branches'][number]): string =>
    [text.includes('[') ? trimBlanks(text) : squeezeBlanks(text), ...[...attributes].flat()].join('\n');
  for (const [again, first] of repeated(set.branches, model)) {
    fault(
      again.model,
      `the same model stands in line ${first.model.line} already`,
      'remove one and add up the weights',
    );
  }
  const id = ({ element }: BranchSet['branches'][number]): string | undefined =>
    element.attributes.get('branchID');
  for (const [again, first] of repeated(set.branches, id)) {
    const message = `branchID="${id(again) ?? ''}" stands in line ${first.element.line} already`;
    warn(again.element, message, 'the engine makes ids of its own; give each branch one all the same');
  }
}

/** The weights of each IMT sum to one; an IMT counts if the first branch has a weight for it. */
function checkSums(set: BranchSet, fault: TreeFile['fault']): void {
  const [first, ...others] = set.branches.map((branch) => weightsOf(branch));
  for (const [imt, weight] of first ?? []) {
    const sum = others.reduce((total, branch) => total + (branch.get(imt) ?? branch.get('') ?? NaN), weight);
    if (sum === 0 || isOne(sum)) continue;
    const what = imt === '' ? 'the weights of this branch set' : `the weights of this branch set for ${imt}`;
    fault(set.element, `${what} sum to ${shownSum(sum)}, not to 1`, 'correct the weights of its branches');
  }
}
