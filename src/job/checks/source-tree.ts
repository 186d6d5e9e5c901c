import { splitAtBlanks, trimBlanks } from '../blanks.js';
import type { Branch, BranchSet } from '../logic-tree.js';
import { nearestName } from '../../near-names.js';
import { repeated, type TreeFile } from './branch-sets.js';
import type { CheckRequest } from './check-job.js';
import type { Sources } from './source-models.js';
import { checkFilters } from './source-tree-filters.js';
import { isOne, shownSum, weightsOf } from './weights.js';

/** What engines up to 3.26 can do to sources. */
const UNCERTAINTIES = [
  ...['sourceModel', 'extendModel', 'abGRAbsolute', 'abMaxMagAbsolute', 'areaSourceGeometryAbsolute'],
  ...['bACAbsolute', 'bACRelative', 'bGRAbsolute', 'bGRRelative', 'characteristicFaultGeometryAbsolute'],
  ...['complexFaultGeometryAbsolute', 'dummy', 'incrementalMFDAbsolute', 'maxMagAndDeltaMagACRelative'],
  ...['maxMagAndDeltaMagACRelativeNoMoBalance', 'maxMagGRAbsolute', 'maxMagGRRelative'],
  ...['maxMagGRRelativeNoMoBalance', 'recomputeMmax', 'setAspectRatioAbsolute', 'setAspectRatioRelative'],
  ...['setLowerSeismDepthAbsolute', 'setLowerSeismDepthRelative', 'setMSRAbsolute', 'simpleFaultDipAbsolute'],
  ...['setUpperSeismDepthAbsolute', 'setUpperSeismDepthRelative', 'simpleFaultDipRelative'],
  ...['simpleFaultGeometryAbsolute', 'truncatedGRFromSlipAbsolute', 'applyToTectonicRegionType'],
];
/** The engine numbers the branches of a set with one character each, and has no more. */
const MOST_BRANCHES = 183;

/**
 * Holds a source model logic tree to what the engine wants of it when it reads the sources.
 * @param sources what its source models hold; undefined where they could not all be read.
 */
export function checkSourceTree(request: CheckRequest, tree: TreeFile, sources: Sources | undefined): void {
  checkIds(tree);
  for (const [index, set] of tree.sets.entries()) {
    checkType(tree, set, index, request.knowledge.engineVersion);
    checkWeights(tree, set);
    checkValues(tree, set);
  }
  checkFilters(request, tree, sources);
}

function checkIds({ sets, fault }: TreeFile): void {
  const setId = ({ element }: BranchSet): string | undefined => element.attributes.get('branchSetID');
  for (const set of sets) {
    if (setId(set) === undefined) fault(set.element, 'this branch set has no branchSetID');
    for (const { element } of set.branches) {
      if (!element.attributes.has('branchID')) fault(element, 'this branch has no branchID');
    }
  }
  for (const [again, first] of repeated(sets, setId)) {
    const message = `branchSetID="${setId(again) ?? ''}" stands in line ${first.element.line} already`;
    fault(again.element, message, 'give it an id of its own');
  }
  const branches = sets.flatMap((set) => set.branches);
  const branchId = ({ element }: Branch): string | undefined => element.attributes.get('branchID');
  for (const [again, first] of repeated(branches, branchId)) {
    const message = `branchID="${branchId(again) ?? ''}" stands in line ${first.element.line} already`;
    fault(again.element, message, 'every branch of the tree needs an id of its own');
  }
}

function checkType({ fault, warn }: TreeFile, set: BranchSet, index: number, engineVersion: string): void {
  const { element, uncertaintyType } = set;
  const isModel = uncertaintyType === 'sourceModel';
  if (index === 0 && !isModel) {
    fault(element, `the first branch set must be of type sourceModel, not ${uncertaintyType}`);
  } else if (index > 0 && isModel) {
    fault(element, 'only the first branch set may be of type sourceModel', 'use extendModel to add sources');
  } else if (uncertaintyType === 'gmpeModel') {
    fault(
      element,
      'ground-motion models do not stand in a source model logic tree',
      'use gsim_logic_tree_file',
    );
  } else if (!UNCERTAINTIES.includes(uncertaintyType)) {
    const near = nearestName(uncertaintyType, UNCERTAINTIES);
    const message = `engines up to 3.26 know no uncertaintyType ${JSON.stringify(uncertaintyType)}`;
    const [major = 0, minor = 0] = engineVersion.split('.').map(Number);
    const isNewer = major > 3 || (major === 3 && minor > 26);
    (isNewer ? warn : fault)(element, message, near === undefined ? undefined : `there is ${near}`);
  }
}

function checkWeights({ fault }: TreeFile, { element, branches }: BranchSet): void {
  const [more] = branches.slice(MOST_BRANCHES);
  if (more !== undefined) {
    const message = `this is branch ${MOST_BRANCHES + 1} of its branch set, and the engine takes ${MOST_BRANCHES}`;
    fault(more.element, message, 'split the branch set');
  }
  let sum = 0;
  for (const branch of branches) {
    const weight = weightsOf(branch).values().next();
    if (weight.done === true) {
      fault(branch.element, 'this branch has no uncertaintyWeight');
      return;
    }
    sum += weight.value;
  }
  if (isOne(sum) || Number.isNaN(sum)) return;
  const fix = 'correct the weights of its branches';
  fault(element, `the weights of this branch set sum to ${shownSum(sum)}, not to 1`, fix);
}

/** Two branches of a set with the same text are refused, unless the models are elements and no text at all. */
function checkValues({ fault }: TreeFile, { branches }: BranchSet): void {
  const value = ({ text }: Branch): string => {
    const trimmed = trimBlanks(text);
    if (trimmed.startsWith('[')) return trimmed;
    return splitAtBlanks(text)
      .map((word) => word.text)
      .join(' ');
  };
  if (branches.every((branch) => value(branch) === '')) return;
  for (const [again, first] of repeated(branches, value)) {
    const what = value(again) === '' ? 'no value' : `the value ${value(again)}`;
    const message = `this branch has ${what}, as the one in line ${first.model.line} of the same set`;
    fault(again.model, message, 'remove one of the two and add up their weights');
  }
}
