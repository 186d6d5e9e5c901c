import type { Output } from '../engine/types.js';
import type { Listing } from '../listing.js';
import { safeLine } from './safe-text.js';
import { humanSize } from './sizes.js';

/** Outputs in the engine's order: by name, code point by code point. */
export function sortOutputs(outputs: readonly Output[]): Output[] {
  return outputs.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
}

/** The lines of `--list-outputs`; none at all when the calculation has no outputs. */
export function outputListLines(outputs: readonly Output[]): string[] {
  if (outputs.length === 0) return [];
  return [
    '  id | name',
    ...sortOutputs(outputs).map((output) => `${String(output.id).padStart(4)} | ${safeLine(output.name)}`),
  ];
}

/** An output for `--json`. */
export function outputJson(output: Output): Record<string, unknown> {
  return {
    id: output.id,
    name: output.name,
    type: output.type,
    formats: output.formats,
    size_mb: output.sizeMb ?? null,
  };
}

/** Outputs in a list of rows. */
export const OUTPUTS: Listing<Output> = {
  columns: [
    { key: 'id', header: 'id', cell: ({ id }) => String(id), align: 'right' },
    { key: 'name', header: 'name', cell: ({ name }) => safeLine(name), givesWay: true },
    { key: 'type', header: 'type', cell: ({ type }) => safeLine(type) },
    { key: 'formats', header: 'formats', cell: ({ formats }) => safeLine(formats.join(', ')) },
    { key: 'size_mb', header: 'size', cell: ({ sizeMb }) => sizeText(sizeMb), align: 'right' },
  ],
  json: outputJson,
  id: ({ id }) => id,
};

function sizeText(sizeMb: number | undefined): string {
  return sizeMb === undefined ? '' : humanSize(sizeMb * 1024 * 1024);
}
