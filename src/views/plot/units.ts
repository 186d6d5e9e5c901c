/**
 * @returns the unit in which the engine gives an intensity measure; undefined for one that has none, or is not known.
 * After the engine's manual: accelerations in g, velocities in cm/s, displacements in cm, durations in s.
 */
export function imtUnit(imt: string): string | undefined {
  if (/^(PGA|SA\(|EAS\(|FAS\(|AvgSA|Sa_avg|SDi)/.test(imt))
    return imt.startsWith('SDi') ? 'cm' : /^[EF]AS/.test(imt) ? 'g·s' : 'g';
  if (/^(PGV|VSI)/.test(imt)) return 'cm/s';
  if (/^PGD/.test(imt)) return 'cm';
  if (/^RSD/.test(imt)) return 's';
  if (/^IA$/.test(imt)) return 'm/s';
  if (/^CAV/.test(imt)) return 'g·s';
  return undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  PGA: 'Peak ground acceleration',
  PGV: 'Peak ground velocity',
  PGD: 'Peak ground displacement',
  MMI: 'Modified Mercalli intensity',
  AvgSA: 'Average spectral acceleration',
  CAV: 'Cumulative absolute velocity',
  IA: 'Arias intensity',
};

/** @returns an intensity measure in words, with its short name. */
export function imtLabel(imt: string): string {
  const period = /^SA\(([\d.]+)\)$/.exec(imt)?.[1];
  if (period !== undefined) return `Spectral acceleration SA(${period})`;
  const name = NAMES[imt];
  return name === undefined ? imt : `${name} ${imt}`;
}
