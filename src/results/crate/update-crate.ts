import { join } from 'node:path';
import { writeWhole } from '../../own-files/write-whole.js';
import { CRATE_NAME, type CrateCalculation, type CrateFile, type CrateOutput } from './crate-facts.js';
import { linksOf, readCrateDocument, textOf } from './crate-document.js';
import {
  calculationEntities,
  calculationKey,
  CRATE_CONTEXT,
  type Entity,
  exportEntities,
  fileId,
  isClient,
  link,
  outputEntities,
  rootEntities,
} from './crate-graph.js';
import { calculationsOf } from './read-crate.js';

/** What an export adds to the description of its folder. */
export interface CrateAddition {
  readonly calculation: CrateCalculation;
  readonly outputs: readonly CrateOutput[];
  readonly keptInputs?: CrateFile | undefined;
  readonly clientVersion: string;
}

/** More than that is no folder that anybody reads: the description would take more memory than the export. */
export const MOST_FILES = 20_000;

/** Names that this program gives the whole; any other is the user's. */
const TITLE = 'OpenQuake results: ';

/**
 * Adds an export to the description of a folder, or makes one. What is described there already stays; a file that was
 * exported anew is described anew. The same export gives the same bytes, so a description that is true already is left
 * alone.
 * @returns why it was not written, in words; undefined when it is there.
 * @throws the system's error where the folder refuses.
 */
export async function updateCrate(folder: string, addition: CrateAddition): Promise<string | undefined> {
  const path = join(folder, CRATE_NAME);
  const there = await readCrateDocument(path);
  if (there.kind === 'broken') return there.reason;
  const before = there.kind === 'crate' ? there.graph : new Map<string, Entity>();
  if (there.kind === 'crate' && ![...before.values()].some(isClient))
    return 'it was not written by this program';
  if (addition.outputs.length > MOST_FILES) return `more than ${MOST_FILES} files were exported`;
  const text = mergeCrate(before, addition);
  if (there.kind !== 'crate' || there.text !== text) await writeWhole(path, text);
  return undefined;
}

/** @returns the text of a description with an export added to it; sorted, so that the same facts give the same bytes. */
function mergeCrate(before: ReadonlyMap<string, Entity>, addition: CrateAddition): string {
  const graph = new Map(before);
  const { clientVersion } = addition;
  const key = calculationKey(addition.calculation);
  const known = calculationsOf(before).find((one) => one.key === key);
  const calculation = fuller(known, addition);
  const outputs = addition.outputs.map((output) => sinceWhen(before, output));
  const results = [...linksOf(before.get(key), 'result'), ...outputs.map(({ name }) => fileId(name))];
  for (const id of before.keys()) if (id === key || isFactOf(key, id)) graph.delete(id);
  const put = (entities: readonly Entity[]): void => {
    for (const entity of entities) graph.set(entity['@id'], entity);
  };
  disown(graph, outputs);
  put(calculationEntities(calculation, results));
  put(outputEntities(outputs));
  const exporter = `${key}/export-by-${encodeURIComponent(clientVersion)}`;
  const ours = [...linksOf(before.get(exporter), 'result'), ...outputs.map(({ name }) => fileId(name))];
  put(exportEntities(key, clientVersion, ours, newest(graph, ours)));
  const actions = [...graph.values()].filter((entity) => entity['@type'] === 'CreateAction');
  const parts = [...graph.values()].filter((entity) => entity['@type'] === 'File');
  const [partIds, actionIds] = [parts, actions].map((list) => list.map((entity) => entity['@id']).toSorted());
  const descriptions = calculationsOf(graph).map(({ description }) => description);
  put(
    rootEntities(
      ownRoot(before.get('./')),
      partIds ?? [],
      actionIds ?? [],
      newest(graph, partIds ?? []),
      TITLE + [...new Set(descriptions)].join('; '),
    ),
  );
  const first = ['ro-crate-metadata.json', './'];
  const rest = [...graph.keys()].filter((id) => !first.includes(id)).toSorted();
  const sorted = [...first, ...rest].map((id) => graph.get(id));
  return `${JSON.stringify({ '@context': CRATE_CONTEXT, '@graph': sorted }, undefined, 1)}\n`;
}

/** What a server did not tell this time, or what was known when it was sent from here, is not forgotten. */
function fuller(
  known: CrateCalculation | undefined,
  { calculation, keptInputs }: CrateAddition,
): CrateCalculation {
  const knowsMore = known?.inputsAre === 'as-sent' && calculation.inputsAre !== 'as-sent';
  const { inputs, inputsAre } = knowsMore ? known : calculation;
  return {
    ...calculation,
    parameters: calculation.parameters ?? known?.parameters,
    engineVersion: calculation.engineVersion ?? known?.engineVersion,
    submitted: calculation.submitted ?? known?.submitted,
    submission: calculation.submission ?? known?.submission,
    ended: calculation.ended ?? known?.ended,
    inputs,
    inputsAre,
    keptInputs: keptInputs ?? known?.keptInputs,
  };
}

/** A file that was replaced is no result any more of the calculation that it was of. */
function disown(graph: Map<string, Entity>, outputs: readonly CrateOutput[]): void {
  const ours = new Set(outputs.map(({ name }) => fileId(name)));
  for (const [id, entity] of graph) {
    const results = linksOf(entity, 'result');
    if (entity['@type'] === 'CreateAction' && results.some((result) => ours.has(result)))
      graph.set(id, { ...entity, result: results.filter((result) => !ours.has(result)).map(link) });
  }
}

/** Of a file that has the same bytes as before the first export stands. */
function sinceWhen(before: ReadonlyMap<string, Entity>, output: CrateOutput): CrateOutput {
  const entity = before.get(fileId(output.name));
  const exported = textOf(entity, 'dateCreated');
  return exported !== undefined && textOf(entity, 'sha256') === output.sha256
    ? { ...output, exported }
    : output;
}

/** The act of an export is told anew for each version of this program; those of others stay. */
function isFactOf(key: string, id: string): boolean {
  return id.startsWith(`${key}/`) && !id.startsWith(`${key}/export-by-`);
}

function newest(graph: ReadonlyMap<string, Entity>, ids: readonly string[]): string {
  const times = ids.flatMap((id) => textOf(graph.get(id), 'dateCreated') ?? []).toSorted();
  return times.at(-1) ?? '1970-01-01T00:00:00+00:00';
}

function ownRoot(root: Entity | undefined): Entity | undefined {
  if (root === undefined || textOf(root, 'name')?.startsWith(TITLE) !== true) return root;
  return Object.fromEntries(Object.entries(root).filter(([property]) => property !== 'name')) as Entity;
}
