import type { CrateFile, CrateInput, CrateOutput, DescribedCalculation } from './crate-facts.js';
import type { Entity } from './crate-graph.js';
import { isOfType, linksOf, textOf } from './crate-document.js';

type Graph = ReadonlyMap<string, Entity>;

/** A file that a crate names. */
export interface NamedFile {
  /** As it stands there. */
  readonly id: string;
  /** The path that it means, percent signs resolved; not looked at yet. */
  readonly name: string;
  readonly sizeBytes: number | undefined;
  /** Lower case; undefined where there is none that could be one. */
  readonly sha256: string | undefined;
}

const ACTION = /^#calculation-(\d{1,15})-[0-9a-f]{8}$/;

/** @returns the files of the folder that a crate names: all of its nodes of that type that are not on the web. */
export function filesOf(graph: Graph): NamedFile[] {
  return [...graph.values()]
    .filter((entity) => isOfType(entity, 'File') && !/^(?:#|[a-z][a-z0-9+.-]*:)/i.test(entity['@id']))
    .map(namedFile);
}

/** @returns the calculations that a crate describes, by number; nothing else of it is believed. */
export function calculationsOf(graph: Graph): DescribedCalculation[] {
  return [...graph.values()]
    .filter((entity) => ACTION.test(entity['@id']) && isOfType(entity, 'CreateAction'))
    .map((action) => readCalculation(graph, action))
    .toSorted((a, b) => a.calculationId - b.calculationId || (a.key < b.key ? -1 : 1));
}

function readCalculation(graph: Graph, action: Entity): DescribedCalculation {
  const key = action['@id'];
  const facts = new Map(linksOf(action, 'additionalProperty').flatMap((id) => property(graph, id) ?? []));
  const objects = linksOf(action, 'object');
  const parameters = new Map(
    objects.filter((id) => id.startsWith(`${key}/parameter/`)).flatMap((id) => property(graph, id) ?? []),
  );
  const kept = objects.map((id) => graph.get(id)).find((entity) => isOfType(entity, 'File'));
  const hazard = Number(facts.get('hazard_calculation_id'));
  const engine = graph.get(linksOf(action, 'instrument')[0] ?? '');
  const version = textOf(engine, 'softwareVersion');
  return {
    key,
    host: facts.get('host') ?? '',
    calculationId: Number(ACTION.exec(key)?.[1]),
    description: textOf(action, 'description') ?? '',
    mode: facts.get('calculation_mode') ?? '',
    status: facts.get('status') ?? '',
    owner: textOf(graph.get(linksOf(action, 'agent')[0] ?? ''), 'name'),
    submitted: facts.get('submitted'),
    submission: facts.get('submission'),
    started: textOf(action, 'startTime'),
    ended: textOf(action, 'endTime'),
    engineVersion: version === 'unknown' ? undefined : version,
    hazardCalculationId: Number.isSafeInteger(hazard) && hazard > 0 ? hazard : undefined,
    parameters: parameters.size === 0 ? undefined : parameters,
    inputs: objects
      .filter((id) => id.startsWith(`${key}/input/`))
      .flatMap((id) => input(graph.get(id)) ?? []),
    inputsAre: facts.get('inputs_are') === 'as-sent' ? 'as-sent' : 'unknown',
    keptInputs: kept === undefined ? undefined : wholeFile(kept),
    outputs: linksOf(action, 'result').flatMap((id) => output(graph, graph.get(id)) ?? []),
  };
}

function property(graph: Graph, id: string): readonly [readonly [string, string]] | undefined {
  const entity = graph.get(id);
  const name = textOf(entity, 'name');
  const value = entity?.['value'];
  const text = typeof value === 'number' ? String(value) : value;
  return name === undefined || typeof text !== 'string' ? undefined : [[name, text]];
}

function input(entity: Entity | undefined): CrateInput | undefined {
  const name = textOf(entity, 'name');
  if (entity === undefined || name === undefined) return undefined;
  const { sizeBytes, sha256 } = namedFile(entity);
  return { name, sizeBytes, sha256 };
}

function output(graph: Graph, entity: Entity | undefined): CrateOutput | undefined {
  const file = entity !== undefined && isOfType(entity, 'File') ? wholeFile(entity) : undefined;
  if (entity === undefined || file === undefined) return undefined;
  const outputId = Number(/^output (\d{1,15})$/.exec(textOf(entity, 'identifier') ?? '')?.[1] ?? Number.NaN);
  return {
    ...file,
    type: textOf(graph.get(linksOf(entity, 'exampleOfWork')[0] ?? ''), 'name') ?? '',
    outputId: Number.isNaN(outputId) ? undefined : outputId,
    exported: textOf(entity, 'dateCreated') ?? '',
  };
}

function wholeFile(entity: Entity): CrateFile | undefined {
  const { name, sizeBytes, sha256 } = namedFile(entity);
  return sizeBytes === undefined || sha256 === undefined ? undefined : { name, sizeBytes, sha256 };
}

function namedFile(entity: Entity): NamedFile {
  const id = entity['@id'];
  const size = textOf(entity, 'contentSize') ?? '';
  const sha256 = textOf(entity, 'sha256')?.toLowerCase() ?? '';
  return {
    id,
    name: unescaped(id),
    sizeBytes: /^\d{1,15}$/.test(size) ? Number(size) : undefined,
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
  };
}

function unescaped(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
