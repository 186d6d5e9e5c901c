import type { Context } from '../context.js';
import { UsageError } from '../errors.js';
import type { ExitCodeName } from '../exit-codes.js';
import { nearestName } from '../near-names.js';
import { SCHEMA_NAMES, schemaDocument, type SchemaName } from '../schemas/schemas.js';
import type { RawCommand } from './command.js';

interface SchemaOptions {
  readonly name: SchemaName;
}

/** `openquake schema NAME`. */
export function parse(raw: RawCommand): SchemaOptions {
  const wanted = raw.args[0] ?? '';
  const name = SCHEMA_NAMES.find((known) => known === wanted);
  if (name !== undefined) return { name };
  const near = nearestName(wanted, SCHEMA_NAMES);
  throw new UsageError(`There is no schema "${wanted}".`, {
    hint: near === undefined ? `There is: ${SCHEMA_NAMES.join(', ')}.` : `Did you mean ${near}?`,
  });
}

/** Prints a schema: JSON whether or not that was asked for. */
export async function run({ name }: SchemaOptions, { printer }: Context): Promise<ExitCodeName> {
  const document = schemaDocument(name);
  printer.line(JSON.stringify(document, undefined, 2));
  printer.json(document);
  return 'success';
}
