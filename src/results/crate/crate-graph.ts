import { createHash } from 'node:crypto';
import type { CrateCalculation, CrateFile, CrateInput, CrateOutput } from './crate-facts.js';

/** One node of the flat JSON-LD graph. */
export type Entity = Readonly<Record<string, unknown>> & { readonly '@id': string };

/** A link to another node. */
export interface Link {
  readonly '@id': string;
}

/** RO-Crate 1.1 knows no checksums; the terms of Workflow Run Crate do. */
export const CRATE_CONTEXT = [
  'https://w3id.org/ro/crate/1.1/context',
  { sha256: 'https://w3id.org/ro/terms/workflow-run#sha256' },
] as const;

const PROFILE = 'https://w3id.org/ro/wfrun/process/0.5';
const CLIENT = '#openquake-client-';
const TYPE = '#output-type-';

/** Media types of what the engine exports, by the end of the name. */
const MEDIA: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  xml: 'application/xml',
  rst: 'text/x-rst',
  npz: 'application/zip',
  zip: 'application/zip',
  hdf5: 'application/x-hdf5',
  png: 'image/png',
  geojson: 'application/geo+json',
  json: 'application/json',
};

/** @returns the link to a node. */
export function link(id: string): Link {
  return { '@id': id };
}

/** @returns the identifier of a file of the folder: its path as a relative URI. */
export function fileId(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

/** @returns the identifier of a calculation: its number, and what tells it from others of the same number. */
export function calculationKey({
  host,
  calculationId,
  started,
}: Pick<CrateCalculation, 'host' | 'calculationId' | 'started'>): string {
  const facts = JSON.stringify([host, calculationId, started ?? null]);
  const sum = createHash('sha256').update(facts).digest('hex');
  return `#calculation-${calculationId}-${sum.slice(0, 8)}`;
}

/** @returns the nodes of a calculation, but for its files: the action that made them, its parameters, inputs and makers. */
export function calculationEntities(
  calculation: CrateCalculation,
  resultIds: readonly string[],
): readonly Entity[] {
  const key = calculationKey(calculation);
  const { host, calculationId, engineVersion, owner, parameters, keptInputs } = calculation;
  const engine = engineEntity(engineVersion);
  const inputs = calculation.inputs.map((input) => inputEntity(key, input));
  const values = [...(parameters ?? [])].map(([name, value]) =>
    propertyEntity(`${key}/parameter/${encodeURIComponent(name)}`, name, value),
  );
  const facts = factsOf(calculation).map(([name, value]) => propertyEntity(`${key}/${name}`, name, value));
  const agent: Entity | undefined =
    owner === undefined || owner === ''
      ? undefined
      : {
          '@id': `${key}/owner`,
          '@type': 'Person',
          name: owner,
          description: `Account on ${where(host)}`,
        };
  const kept = keptInputs === undefined ? [] : [keptEntity(keptInputs, calculationId)];
  const action: Entity = {
    '@id': key,
    '@type': 'CreateAction',
    name: `Calculation ${calculationId} on ${where(host)}`,
    description: calculation.description,
    instrument: link(engine['@id']),
    ...(agent === undefined ? {} : { agent: link(agent['@id']) }),
    ...(calculation.started === undefined ? {} : { startTime: calculation.started }),
    ...(calculation.ended === undefined ? {} : { endTime: calculation.ended }),
    actionStatus: isComplete(calculation.status)
      ? 'http://schema.org/CompletedActionStatus'
      : 'http://schema.org/FailedActionStatus',
    object: links([...inputs, ...values, ...kept]),
    result: [...new Set(resultIds)].toSorted().map(link),
    additionalProperty: links(facts),
  };
  return [action, engine, ...(agent === undefined ? [] : [agent]), ...inputs, ...values, ...facts, ...kept];
}

/** @returns the nodes of files that an export gave, with the types of outputs that they are examples of. */
export function outputEntities(outputs: readonly CrateOutput[]): readonly Entity[] {
  const types = new Map<string, Entity>();
  const files = outputs.map((output) => {
    const type: Entity = {
      '@id': TYPE + encodeURIComponent(output.type),
      '@type': 'FormalParameter',
      name: output.type,
      additionalType: 'File',
      description: 'Output of the engine, by its datastore key',
    };
    types.set(type['@id'], type);
    return {
      ...fileEntity(output),
      exampleOfWork: link(type['@id']),
      ...(output.outputId === undefined ? {} : { identifier: `output ${output.outputId}` }),
      dateCreated: output.exported,
    };
  });
  return [...types.values(), ...files];
}

/** @returns the nodes of the export: this program, and its act for one calculation. */
export function exportEntities(
  key: string,
  clientVersion: string,
  resultIds: readonly string[],
  exported: string,
): readonly Entity[] {
  const client: Entity = {
    '@id': CLIENT + encodeURIComponent(clientVersion),
    '@type': 'SoftwareApplication',
    name: 'openquake',
    description:
      'Command-line client of OpenQuake engine servers, which exported the files and wrote this description',
    softwareVersion: clientVersion,
  };
  return [
    client,
    {
      '@id': `${key}/export-by-${encodeURIComponent(clientVersion)}`,
      '@type': 'CreateAction',
      name: `Export by openquake ${clientVersion}`,
      description: 'The files as they were fetched from the server: length, and checksums of archives, held.',
      instrument: link(client['@id']),
      endTime: exported,
      result: [...new Set(resultIds)].toSorted().map(link),
    },
  ];
}

/** @returns the node of the whole folder, and those that every crate has. */
export function rootEntities(
  before: Entity | undefined,
  parts: readonly string[],
  actions: readonly string[],
  published: string,
  title: string,
): readonly Entity[] {
  return [
    {
      '@id': 'ro-crate-metadata.json',
      '@type': 'CreativeWork',
      about: link('./'),
      conformsTo: link('https://w3id.org/ro/crate/1.1'),
    },
    {
      '@id': './',
      '@type': 'Dataset',
      name: title,
      description: 'Results of the OpenQuake engine as exported, with what they were computed from.',
      license: 'Not stated. Whoever publishes these files says here what others may do with them.',
      // What a user wrote there (a licence, authors, another name) stays.
      ...before,
      datePublished: published,
      conformsTo: link(PROFILE),
      hasPart: parts.map(link),
      mentions: actions.map(link),
    },
    { '@id': PROFILE, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
  ];
}

/** Whether a node was written by this program: of others only what they say of the whole is kept with them. */
export function isClient({ '@id': id, name }: Entity): boolean {
  return id.startsWith(CLIENT) && name === 'openquake';
}

function engineEntity(version: string | undefined): Entity {
  const known = version !== undefined && /^\d+(?:\.\d+)+$/.test(version);
  return {
    '@id': known ? `https://github.com/gem/oq-engine/tree/v${version}` : '#openquake-engine',
    '@type': 'SoftwareApplication',
    name: 'OpenQuake engine',
    url: 'https://github.com/gem/oq-engine',
    softwareVersion: version ?? 'unknown',
  };
}

function factsOf(calculation: CrateCalculation): readonly (readonly [string, string | number])[] {
  const { host, calculationId, mode, status, hazardCalculationId, inputsAre } = calculation;
  const { submission, submitted } = calculation;
  return [
    ['calculation_id', calculationId],
    ['calculation_mode', mode],
    ...(hazardCalculationId === undefined ? [] : [['hazard_calculation_id', hazardCalculationId] as const]),
    ['host', host],
    ['inputs_are', inputsAre],
    ['status', status],
    ...(submission === undefined ? [] : [['submission', submission] as const]),
    ...(submitted === undefined ? [] : [['submitted', submitted] as const]),
  ];
}

function inputEntity(key: string, { name, sizeBytes, sha256 }: CrateInput): Entity {
  return {
    '@id': `${key}/input/${encodeURIComponent(name)}`,
    '@type': 'CreativeWork',
    name,
    ...(sizeBytes === undefined ? {} : { contentSize: String(sizeBytes) }),
    ...(sha256 === undefined
      ? { description: 'Input that was not seen from here: its content is not known' }
      : { sha256 }),
  };
}

function keptEntity(file: CrateFile, calculationId: number): Entity {
  return {
    ...fileEntity(file),
    description: `Inputs of calculation ${calculationId}, packed: openquake replay runs them again`,
  };
}

function fileEntity({ name, sizeBytes, sha256 }: CrateFile): Entity {
  const media = MEDIA[name.split('.').at(-1)?.toLowerCase() ?? ''];
  return {
    '@id': fileId(name),
    '@type': 'File',
    name,
    ...(media === undefined ? {} : { encodingFormat: media }),
    contentSize: String(sizeBytes),
    sha256,
  };
}

function propertyEntity(id: string, name: string, value: string | number): Entity {
  return { '@id': id, '@type': 'PropertyValue', name, value };
}

function links(entities: readonly Entity[]): readonly Link[] {
  return entities.map((entity) => link(entity['@id'])).toSorted((a, b) => (a['@id'] < b['@id'] ? -1 : 1));
}

function isComplete(status: string): boolean {
  return status === 'complete' || status === 'shared';
}

function where(host: string): string {
  return host === 'local' ? 'the engine on this machine' : host;
}
