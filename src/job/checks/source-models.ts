import { splitAtBlanks } from '../blanks.js';
import type { WalkedFile } from '../job-walk.js';
import { nearestName } from '../../near-names.js';
import { readTree, type TreeFile } from './branch-sets.js';
import type { CheckRequest } from './check-job.js';
import { filesBelow, filesOf, isXml, readsSources } from './job-files.js';
import { resolvePlaces, scanXml, type TagPlace } from './scan-xml.js';
import { SourceListener } from './source-listener.js';
import { checkSourceTree } from './source-tree.js';

/** What all source models of a job hold together. */
export interface Sources {
  /** Tectonic region types that have a source, with the place of the first. */
  readonly regions: ReadonlyMap<string, { readonly file: WalkedFile; readonly place: TagPlace }>;
  /** Of the ids that the logic tree asks for, those that exist. */
  readonly found: ReadonlySet<string>;
  readonly count: number;
}

/** Reads the source models of a job, and holds them, their logic tree and the GSIM logic tree against each other. */
export async function checkSourceModels(request: CheckRequest): Promise<void> {
  if (!readsSources(request)) return;
  blameMissing(request);
  const trees: TreeFile[] = [];
  for (const file of filesOf(request, 'source_model_logic_tree')) {
    const tree = await readTree(request, file);
    if (tree !== undefined) trees.push(tree);
  }
  const sources = await readSources(request, trees);
  for (const tree of trees) checkSourceTree(request, tree, sources);
  if (sources !== undefined) await checkRegions(request, sources);
}

/** The walk, which does not know whether they will be read, has warned of them. */
function blameMissing({ walk }: CheckRequest): void {
  for (const missing of walk.missingModels) {
    const index = walk.warnings.indexOf(missing);
    if (index === -1) continue;
    walk.warnings.splice(index, 1);
    walk.faults.push(missing);
  }
}

/** @returns undefined, with faults, where not all of them could be read. */
async function readSources(request: CheckRequest, trees: readonly TreeFile[]): Promise<Sources | undefined> {
  const wanted = wantedIds(trees);
  const regions = new Map<string, { file: WalkedFile; place: TagPlace }>();
  const found = new Set<string>();
  let count = 0;
  let whole = request.walk.missingModels.length === 0;
  for (const file of filesBelow(request, 'source_model_logic_tree').filter(isXml)) {
    const heard = await readModel(request, file, wanted);
    whole &&= heard !== undefined;
    for (const [trt, place] of heard?.regions ?? []) if (!regions.has(trt)) regions.set(trt, { file, place });
    for (const id of heard?.found ?? []) found.add(id);
    count += heard?.count ?? 0;
  }
  return whole ? { regions, found, count } : undefined;
}

async function readModel(
  request: CheckRequest,
  { found, chain }: WalkedFile,
  wanted: ReadonlySet<string>,
): Promise<SourceListener | undefined> {
  const { parameters } = request.inputs;
  const unique = /^(?:1|true|yes)$/i.test(parameters.get('disagg_by_src')?.text ?? '');
  let listener = new SourceListener(wanted, unique && !parameters.has('source_id'));
  const make = (): SourceListener => (listener = new SourceListener(listener.wanted, listener.unique));
  if (!(await scanXml(request, found, chain, make))) return undefined;
  const wrong = listener.faults;
  const places = await resolvePlaces(
    request,
    found,
    wrong.map((fault) => fault.place),
  );
  const file = request.walk.shownFile(found);
  for (const [index, { message, fix }] of wrong.entries()) {
    request.walk.fault([...chain, { file, ...places[index], key: 'nrml' }], message, fix);
  }
  return wrong.length === 0 ? listener : undefined;
}

function wantedIds(trees: readonly TreeFile[]): Set<string> {
  const texts = trees.flatMap(({ sets }) =>
    sets.map(({ element }) => element.attributes.get('applyToSources') ?? ''),
  );
  return new Set(texts.flatMap((text) => splitAtBlanks(text).map((word) => word.text)));
}

/** The engine refuses sources without a ground-motion model, after it has read them all. */
async function checkRegions(request: CheckRequest, { regions }: Sources): Promise<void> {
  const { walk, inputs } = request;
  if (inputs.parameters.has('source_id') || inputs.parameters.has('keep_trt')) return;
  const discarded = (inputs.parameters.get('discard_trts')?.text ?? '').split(',').map((trt) => trt.trim());
  for (const tree of filesOf(request, 'gsim_logic_tree')) {
    const sets = (await readTree(request, tree))?.sets;
    if (sets === undefined) continue;
    const known = sets.flatMap(({ element }) => element.attributes.get('applyToTectonicRegionType') ?? []);
    for (const [trt, { file, place }] of regions) {
      if (known.includes(trt) || discarded.includes(trt)) continue;
      const [at] = await resolvePlaces(request, file.found, [place]);
      const chain = [...file.chain, { file: walk.shownFile(file.found), ...at, key: 'sourceModel' }];
      const lacking = `${walk.shownFile(tree.found)} has no ground-motion model for the tectonic region type`;
      const near = nearestName(trt, known);
      const fix = near === undefined ? `it has them for: ${known.join(', ')}` : `it has them for ${near}`;
      walk.fault(chain, `${lacking} ${JSON.stringify(trt)} of these sources`, fix);
    }
  }
}
