import { Ajv2020 } from 'ajv/dist/2020.js';
import { type SchemaName, schemaDocument } from '../../src/schemas/schemas.js';

const compiled = new Map<SchemaName, (value: unknown) => string[]>();

/**
 * Holds a value to a schema, and the schema to the value: a fact that the schema does not name is a fault here, though
 * readers must allow it.
 * @returns what is wrong, a line each.
 */
export function schemaFaults(name: SchemaName, value: unknown): string[] {
  const known = compiled.get(name) ?? compile(name);
  compiled.set(name, known);
  return known(value);
}

/** The same for a row of a list, as `--jsonl` prints it. */
export function rowFaults(name: SchemaName, row: unknown): string[] {
  return schemaFaults(name, [row]);
}

function compile(name: SchemaName): (value: unknown) => string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
  const validate = ajv.compile(closed(schemaDocument(name), name !== 'schema') as object);
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
        );
}

/** Lets no object have facts that are not named. */
function closed(shape: unknown, close: boolean): unknown {
  if (Array.isArray(shape)) return shape.map((item) => closed(item, close));
  if (typeof shape !== 'object' || shape === null) return shape;
  const record = shape as Record<string, unknown>;
  const isObject = [record['type']].flat().includes('object') && record['properties'] !== undefined;
  const parts = Object.entries(record).map(([key, value]) => [
    key,
    // What is joined by allOf is closed as a whole.
    key === 'allOf' ? closedParts(value) : closed(value, close),
  ]);
  const isClosed = close && (isObject || record['allOf'] !== undefined);
  return { ...(Object.fromEntries(parts) as object), ...(isClosed ? { unevaluatedProperties: false } : {}) };
}

function closedParts(parts: unknown): unknown {
  return (parts as Record<string, unknown>[]).map((part) => ({
    ...part,
    properties: closed(part['properties'], true),
  }));
}
