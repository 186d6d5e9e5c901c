import { involvesRisk } from '../calculation-mode.js';
import { nearestName } from '../../near-names.js';
import type { CheckRequest } from './check-job.js';
import { checkExposures, type Exposures } from './exposures.js';
import { COST_TYPES } from './exposure-head.js';
import { FaultLimit, MOST_SHOWN } from './fault-limit.js';
import { checkRiskFunctions, type RiskFunctions } from './risk-functions.js';
import { resolvePlaces } from './scan-xml.js';
import { checkTaxonomyMapping, type TaxonomyMapping } from './taxonomy-mapping.js';

/** Reads exposures, functions and the taxonomy mapping, and holds them against each other. */
export async function checkRiskInputs(request: CheckRequest): Promise<void> {
  const functions = await checkRiskFunctions(request);
  const exposures = await checkExposures(request);
  const mapping = await checkTaxonomyMapping(request);
  const isMapped = [...request.inputs.parameters.keys()].some((key) => key.startsWith('taxonomy_mapping_'));
  if (!involvesRisk(request.inputs.calculationMode ?? '')) return;
  if (exposures === undefined) return;
  if (functions !== undefined) checkCosts(request, functions, exposures);
  if (mapping === undefined && isMapped) return;
  if (mapping !== undefined) checkMapped(request, mapping, exposures);
  if (functions !== undefined) await checkCovered(request, functions, exposures, mapping);
}

/** Vulnerability functions need a value of their kind of loss for each asset. */
function checkCosts(request: CheckRequest, { losses }: RiskFunctions, { names, first }: Exposures): void {
  if (names === undefined || !(request.inputs.calculationMode ?? '').includes('risk')) return;
  const declared = new Set(first.head.costTypes.map((cost) => cost.name));
  const has = [...names].filter((name) => !VALUES.has(name) || declared.has(name.slice('value-'.length)));
  for (const [loss, functions] of losses) {
    // The engine looks for a part of a name, so nonstructural stands in for structural.
    if (UNCHECKED.has(loss) || has.some((name) => name.includes(loss))) continue;
    const { file, head } = first;
    const key = functions.chain[0]?.key ?? '';
    const place = { file: request.walk.shownFile(file.found), ...head.costTypesPlace, key: 'costTypes' };
    const isCost = VALUES.has(`value-${loss}`);
    const message = `the exposure has no ${isCost ? `cost type ${loss}` : loss}, which ${key} is for`;
    const fix = isCost
      ? `add a costType, and the values of the assets, or remove ${key}`
      : `add it, or remove ${key}`;
    say(request)([...file.chain, place], message, fix);
  }
}

const VALUES = new Set(COST_TYPES.map((name) => `value-${name}`));
const UNCHECKED = new Set(['injured', 'affectedpop']);

function checkMapped(
  request: CheckRequest,
  { file, functions }: TaxonomyMapping,
  { taxonomies }: Exposures,
): void {
  const unmapped = [...taxonomies.keys()].filter((taxonomy) => !functions.has(taxonomy));
  if (unmapped.length === 0) return;
  const shown = request.walk.shownFile(file.found);
  const message = `${shown} has no row for ${listed(unmapped, 'taxonomy', 'taxonomies')} of the exposure`;
  say(request, unmapped.length === taxonomies.size)(
    file.chain,
    message,
    'add a row with its function for each',
  );
}

async function checkCovered(
  request: CheckRequest,
  { ids, files }: RiskFunctions,
  { taxonomies }: Exposures,
  mapping: TaxonomyMapping | undefined,
): Promise<void> {
  const { walk } = request;
  const wanted = [...taxonomies.keys()].flatMap((taxonomy) =>
    mapping === undefined ? [taxonomy] : [...(mapping.functions.get(taxonomy)?.keys() ?? [])],
  );
  // Who has a function for one kind of loss needs one for each.
  for (const one of files) {
    const lacking = [...new Set(wanted)].filter((id) => ids.has(id) && !one.ids.has(id));
    if (lacking.length === 0) continue;
    const message = `${walk.shownFile(one.file.found)} has no function for ${listed(lacking, 'taxonomy', 'taxonomies')}, and other files of the job have`;
    say(request, false)(one.file.chain, message, 'add it: the engine wants a function for each kind of loss');
  }
  if (mapping !== undefined) {
    const used = [...mapping.functions].filter(([taxonomy]) => taxonomies.has(taxonomy));
    const missing = new Map(used.flatMap(([, functions]) => [...functions].filter(([id]) => !ids.has(id))));
    const limit = new FaultLimit(walk, say(request, false));
    let shown = 0;
    for (const [id, line] of missing) {
      const chain = [
        ...mapping.file.chain,
        { file: walk.shownFile(mapping.file.found), line, key: 'risk_id' },
      ];
      const fix = shown++ < MOST_SHOWN ? fixFor(id, ids) : undefined;
      limit.fault(chain, `no vulnerability or fragility function is called ${id}`, fix);
    }
    limit.end();
    return;
  }
  const missing = [...taxonomies].filter(([taxonomy]) => !ids.has(taxonomy));
  const limit = new FaultLimit(walk, say(request, missing.length === taxonomies.size));
  // Each place may cost a reading of the file, each fix a look at every name: only for what is shown one by one.
  for (const [index, [taxonomy, { file, at }]] of missing.entries()) {
    const isShown = index < MOST_SHOWN || index === missing.length - 1;
    const [place] = isShown ? await resolvePlaces(request, file.found, [at]) : [];
    const chain = [...file.chain, { file: walk.shownFile(file.found), ...place, key: 'taxonomy' }];
    const message = `no vulnerability or fragility function is for the taxonomy ${JSON.stringify(taxonomy)}`;
    limit.fault(chain, message, isShown ? fixFor(taxonomy, ids) : undefined);
  }
  limit.end();
}

function fixFor(name: string, ids: ReadonlySet<string>): string {
  const near = nearestName(name, [...ids]);
  return near === undefined
    ? 'add a function of this name, or a taxonomy_mapping_csv'
    : `there is one for ${near}`;
}

function listed(names: readonly string[], one: string, many: string): string {
  const shown = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `the ${names.length === 1 ? one : many} ${shown}${more}`;
}

/**
 * The engine looks at the assets that are left when those far from the hazard are gone, and with a stored hazard may
 * use the exposure of that. So what is missing for some assets is sure to fail only where all are kept.
 * @param all whether nothing at all fits.
 */
function isSure({ inputs, hasHazard }: CheckRequest, all: boolean): boolean {
  if (hasHazard || inputs.hazardCalculation !== undefined) return false;
  const { parameters, calculationMode = '' } = inputs;
  const filters = ['region', 'discard_assets'].some((key) => parameters.has(key));
  return all || !(filters || calculationMode.startsWith('scenario'));
}

function say(request: CheckRequest, all = true): CheckRequest['walk']['fault'] {
  const { walk } = request;
  return isSure(request, all) ? walk.fault.bind(walk) : walk.warn.bind(walk);
}
