import type { Origin } from '../dataset.js';
import { kindOf, originOf } from '../read/origin.js';
import type { Table } from '../read/table.js';

/** @returns the name of a file without its ending and its calculation: `hazard_map-mean`. */
export function layerName({ name, calculationId }: Origin): string {
  const stem = name.replace(/\.[^.]*$/, '').replace(/^output-\d+-/, '');
  return (calculationId === undefined ? stem : stem.replace(/_\d+$/, '')).replace(/-$/, '');
}

/** @returns one line about a table and where it comes from. */
export function aboutTable(table: Table): string {
  const origin = originOf(table);
  return aboutOrigin(origin, kindOf(table));
}

/** @returns one line about a layer and where it comes from. */
export function aboutOrigin(origin: Origin, kind: string | undefined): string {
  const { name, generatedBy, startDate, checksum, investigationTimeYears, calculationId } = origin;
  const facts = [
    kind,
    investigationTimeYears === undefined ? undefined : `investigation time ${investigationTimeYears} years`,
    generatedBy,
    calculationId === undefined ? undefined : `calculation ${calculationId}`,
    startDate === undefined ? undefined : `started ${startDate}`,
    checksum === undefined ? undefined : `checksum ${checksum}`,
  ].filter((fact) => fact !== undefined);
  return [name, ...facts].join(', ');
}
