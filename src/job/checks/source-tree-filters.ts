import { splitAtBlanks } from '../blanks.js';
import type { BranchSet } from '../logic-tree.js';
import { nearestName } from '../../near-names.js';
import type { TreeFile } from './branch-sets.js';
import type { CheckRequest } from './check-job.js';
import type { Sources } from './source-models.js';

/**
 * Looks at what the branch sets of a source model logic tree are applied to: branches before them, sources and
 * tectonic region types that the source models hold.
 */
export function checkFilters(request: CheckRequest, tree: TreeFile, sources: Sources | undefined): void {
  checkBranches(tree);
  // With source_id the engine reads the tree for one source, by rules of its own.
  if (request.inputs.parameters.has('source_id')) return;
  for (const set of tree.sets) {
    checkShape(tree, set, sources);
    if (sources !== undefined) checkTargets(tree, set, sources);
  }
}

function words(set: BranchSet, attribute: string): string[] {
  return splitAtBlanks(set.element.attributes.get(attribute) ?? '').map((word) => word.text);
}

/** The engine looks at applyToBranches only where it leaves out a branch of the set before. */
function checkBranches({ sets, fault }: TreeFile): void {
  const known = new Set<string>();
  let before: string[] = [];
  for (const set of sets) {
    const asked = words(set, 'applyToBranches');
    const some = asked.length > 0 && before.some((id) => !asked.includes(id));
    for (const id of some ? asked : []) {
      if (known.has(id) || id === '.') continue;
      const near = nearestName(id, [...known]);
      const fix = near === undefined ? 'name branches of the sets before' : `there is ${near}`;
      fault(set.element, `applyToBranches names ${id}, and no branch before has this id`, fix);
    }
    before = set.branches.flatMap(({ element }) => element.attributes.get('branchID') ?? []);
    for (const id of before) known.add(id);
  }
}

function checkShape({ fault }: TreeFile, set: BranchSet, sources: Sources | undefined): void {
  const { element, uncertaintyType } = set;
  const filters = ['applyToTectonicRegionType', 'applyToSources'].filter((name) =>
    element.attributes.has(name),
  );
  const [filter, second] = filters;
  if (uncertaintyType === 'sourceModel' && filter !== undefined) {
    fault(element, `a branch set of type sourceModel applies to all: ${filter} has no place in it`);
  } else if (second !== undefined) {
    fault(element, `${filters.join(' and ')} exclude each other`, 'keep one of the two');
  } else if (/^simpleFaultDip/.test(uncertaintyType) && filter !== 'applyToSources') {
    fault(element, `${uncertaintyType} needs applyToSources`, 'name the faults whose dip is meant');
  } else if (uncertaintyType.endsWith('Absolute') && sources !== undefined && sources.count > 1) {
    if (filter === 'applyToSources' && words(set, filter).length === 1) return;
    fault(
      element,
      `${uncertaintyType} needs applyToSources with one source`,
      'write a branch set for each source',
    );
  }
}

function checkTargets({ fault }: TreeFile, set: BranchSet, sources: Sources): void {
  const trt = set.element.attributes.get('applyToTectonicRegionType');
  if (trt !== undefined && !sources.regions.has(trt)) {
    const near = nearestName(trt, [...sources.regions.keys()]);
    const fix = near === undefined ? undefined : `there is ${near}`;
    fault(set.element, `no source has the tectonic region type ${JSON.stringify(trt)}`, fix);
  }
  for (const id of words(set, 'applyToSources')) {
    if (sources.found.has(id)) continue;
    const message = `applyToSources names ${id}, and no source model holds a source of this id`;
    fault(set.element, message, 'correct the id, or remove the branch set');
  }
}
