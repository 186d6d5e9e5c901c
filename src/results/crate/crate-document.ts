import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { diskFault } from '../../errors.js';
import type { Entity } from './crate-graph.js';

/** A description of 20,000 files takes some 8 MB. */
const LARGEST_BYTES = 64 * 1024 ** 2;
const MOST_ENTITIES = 250_000;

/** What was found where a description should be. */
export type CrateDocument =
  | { readonly kind: 'none' }
  /** Something stands there that is no crate: the reason, in words. */
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'crate'; readonly text: string; readonly graph: ReadonlyMap<string, Entity> };

/**
 * Reads a description of files. It may come from anybody: it is read as data, up to 64 MB, and never through a link.
 * @param path of `ro-crate-metadata.json`.
 * @throws the system's error where it cannot be read.
 */
export async function readCrateDocument(path: string): Promise<CrateDocument> {
  const text = await readText(path);
  return typeof text === 'object' ? text : parseCrate(text);
}

/** @returns the graph of a text, each node once. */
export function parseCrate(text: string): CrateDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'broken', reason: 'it is no JSON' };
  }
  const nodes = isRecord(value) ? value['@graph'] : undefined;
  if (!Array.isArray(nodes)) return { kind: 'broken', reason: 'it has no list @graph' };
  if (nodes.length > MOST_ENTITIES)
    return { kind: 'broken', reason: `it has more than ${MOST_ENTITIES} entries` };
  const graph = new Map<string, Entity>();
  for (const node of nodes as unknown[]) {
    const id = isRecord(node) ? node['@id'] : undefined;
    if (!isRecord(node) || typeof id !== 'string') return { kind: 'broken', reason: 'an entry has no @id' };
    if (graph.has(id)) return { kind: 'broken', reason: `two entries have the @id ${shorten(id)}` };
    graph.set(id, node as Entity);
  }
  return { kind: 'crate', text, graph };
}

async function readText(path: string): Promise<string | CrateDocument> {
  let file;
  try {
    // A named pipe would be waited for; a link may lead anywhere.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    const code = diskFault(error)?.code ?? '';
    if (['ENOENT', 'ENOTDIR'].includes(code)) return { kind: 'none' };
    if (code === 'ELOOP' || code === 'EMLINK') return { kind: 'broken', reason: 'it is a link' };
    throw error;
  }
  try {
    const facts = await file.stat();
    if (!facts.isFile()) return { kind: 'broken', reason: 'it is no file' };
    if (facts.size > LARGEST_BYTES)
      return { kind: 'broken', reason: `it is larger than ${LARGEST_BYTES / 1024 ** 2} MB` };
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** @returns the identifiers that a property of a node links to. */
export function linksOf(entity: Entity | undefined, property: string): string[] {
  const value = entity?.[property];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((item) => {
    const id = isRecord(item) ? item['@id'] : undefined;
    return typeof id === 'string' ? [id] : [];
  });
}

/** @returns a property of a node that is text. */
export function textOf(entity: Entity | undefined, property: string): string | undefined {
  const value = entity?.[property];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a node is of a type, alone or among others. */
export function isOfType(entity: Entity | undefined, type: string): boolean {
  const value = entity?.['@type'];
  return value === type || (Array.isArray(value) && value.includes(type));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
