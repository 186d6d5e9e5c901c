import type { UniformHazardSpectra } from '../dataset.js';
import { csvFault } from '../csv/csv-fault.js';
import { columnsThat, type NamedColumn } from './columns.js';
import { periodOf } from './imt.js';
import type { Recogniser, TableSource } from './recogniser.js';
import { readSitedValues } from './sited-values.js';

interface Ordinate {
  readonly poe: number;
  /** Seconds. */
  readonly period: number;
}

/** Uniform hazard spectra: columns `POE~SA(PERIOD)`, PGA for the period 0. */
export const readUniformHazardSpectra: Recogniser = (source) => {
  const ordinates = columnsThat(source.table, ordinateOf);
  return ordinates.length === 0 ? undefined : read(source, ordinates);
};

async function read(
  source: TableSource,
  ordinates: readonly NamedColumn<Ordinate>[],
): Promise<UniformHazardSpectra[]> {
  const { table, origin, kind } = source;
  const poes = [...new Set(ordinates.map(({ meaning }) => meaning.poe))];
  const periods = [...new Set(ordinates.map(({ meaning }) => meaning.period))].sort((a, b) => a - b);
  const inOrder = poes.flatMap((poe) =>
    periods.map((period) => {
      const column = ordinates.find(({ meaning }) => meaning.poe === poe && meaning.period === period);
      if (column !== undefined) return column.at;
      throw csvFault(
        table.path,
        table.namesLine,
        `the spectrum of probability ${poe} has no column for ${period} s`,
      );
    }),
  );
  const { sites, values } = await readSitedValues(source, inOrder, 'uniform hazard spectra');
  return [{ type: 'uniform-hazard-spectra', origin, kind, poes, periods, sites, values }];
}

function ordinateOf(name: string): Ordinate | undefined {
  const [, poe, imt = ''] = /^(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)~(.+)$/.exec(name) ?? [];
  const period = periodOf(imt);
  return poe === undefined || period === undefined ? undefined : { poe: Number(poe), period };
}
