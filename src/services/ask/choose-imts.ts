import { NotFoundError, UsageError } from '../../errors.js';
import type { Level } from './question.js';

/**
 * @param asked IMTs as the user writes them, in any case and with `SA(1)` for `SA(1.0)`; none for all.
 * @returns them as the calculation names them.
 * @throws NotFoundError that names those it has.
 */
export function chooseImts(asked: readonly string[], there: readonly string[]): readonly string[] {
  if (asked.length === 0) return there;
  return asked.map((imt) => {
    const found = there.find((one) => canonical(one) === canonical(imt));
    if (found !== undefined) return found;
    throw new NotFoundError(`The calculation has no ${imt}.`, {
      hint: there.length === 0 ? undefined : `It has ${there.join(', ')}.`,
    });
  });
}

/** @returns the period of an IMT of a response spectrum in seconds, 0 for PGA; undefined for any other. */
export function spectralPeriod(imt: string): number | undefined {
  if (imt === 'PGA') return 0;
  const period = /^SA\(([\d.e-]+)\)$/i.exec(imt)?.[1];
  return period === undefined ? undefined : Number(period);
}

/** The engine's unit of an intensity measure type; undefined where it has none, or we do not know it. */
export function unitOf(imt: string): string | undefined {
  if (spectralPeriod(imt) !== undefined) return 'g';
  return UNITS[imt];
}

const UNITS: Readonly<Record<string, string>> = {
  PGV: 'cm/s',
  PGD: 'cm',
  IA: 'm/s',
  CAV: 'g-sec',
};

/** One g in units that accelerations are given in. */
const PER_G: Readonly<Record<string, number>> = {
  g: 1,
  '%g': 100,
  gal: 980.665,
  'cm/s2': 980.665,
  'm/s2': 9.80665,
};

/**
 * @returns a level in the engine's unit of the IMT.
 * @throws UsageError where it is given in a unit of something else.
 */
export function levelIn(imt: string, { value, unit }: Level): number {
  const own = unitOf(imt);
  if (unit === undefined || unit === own) return value;
  const perG = PER_G[unit];
  if (own === 'g' && perG !== undefined) return value / perG;
  throw new UsageError(`${imt} is not measured in ${unit}${own === undefined ? '' : `, but in ${own}`}.`, {
    hint: 'Leave the unit out for that of the engine.',
  });
}

function canonical(imt: string): string {
  return imt
    .toLowerCase()
    .replaceAll(/\s/g, '')
    .replaceAll(/\d+(?:\.\d+)?/g, (number) => String(Number(number)));
}
