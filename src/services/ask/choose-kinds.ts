import { NotFoundError } from '../../errors.js';

/** What a calculation tells of: statistics, and realizations. */
export interface Kinds {
  readonly stats: readonly string[];
  /** How many realizations were kept; 0 for none. */
  readonly realizations: number;
}

/**
 * @param asked words of a question: `mean`, `quantile-0.85`, `rlz-3`, `stats`, `rlzs`, `all`; none for the mean, else for what comes first.
 * @returns kinds as the engine names them, `rlz-003`.
 * @throws NotFoundError that names those it has.
 */
export function chooseKinds(asked: readonly string[], kinds: Kinds): readonly string[] {
  const realizations = Array.from({ length: kinds.realizations }, (_, nth) => realizationName(nth));
  const first = kinds.stats.includes('mean') ? 'mean' : (kinds.stats[0] ?? realizations[0]);
  if (asked.length === 0) return first === undefined ? [] : [first];
  const chosen = asked.flatMap((kind) => {
    if (kind === 'all') return [...kinds.stats, ...realizations];
    const found =
      kind === 'stats'
        ? kinds.stats
        : kind === 'rlzs'
          ? realizations
          : [...kinds.stats, ...realizations].filter((one) => isSameKind(one, kind));
    if (found.length > 0) return found;
    // With one realization the mean is that realization, and the engine keeps either.
    if (kind === 'mean' && realizations.length === 1 && kinds.stats.length === 0) return realizations;
    throw noSuchKind(kind, kinds);
  });
  return [...new Set(chosen)];
}

/** The engine's name of a realization: `rlz-003`. */
export function realizationName(number: number): string {
  return `rlz-${String(number).padStart(3, '0')}`;
}

/** @returns the number of a realization; undefined for a statistic. */
export function realizationNumber(kind: string): number | undefined {
  const number = /^rlz-(\d+)$/.exec(kind)?.[1];
  return number === undefined ? undefined : Number(number);
}

function isSameKind(one: string, other: string): boolean {
  if (one === other) return true;
  const [number, wanted] = [realizationNumber(one), realizationNumber(other)];
  if (number !== undefined || wanted !== undefined) return number === wanted;
  const [quantile, sought] = [one, other].map((kind) =>
    Number(/^quantile-(.+)$/.exec(kind)?.[1] ?? Number.NaN),
  );
  return Math.abs((quantile ?? Number.NaN) - (sought ?? Number.NaN)) < 1e-9;
}

function noSuchKind(kind: string, { stats, realizations }: Kinds): NotFoundError {
  const there = [
    ...stats,
    ...(realizations === 0 ? [] : [realizations === 1 ? 'rlz-0' : `rlz-0 to rlz-${realizations - 1}`]),
  ];
  const isRealization = kind === 'rlzs' || realizationNumber(kind) !== undefined;
  return new NotFoundError(`The calculation has no ${kind === 'rlzs' ? 'realizations' : kind} to tell of.`, {
    hint: `It has ${there.length === 0 ? 'none of its kind' : there.join(', ')}.${
      isRealization && realizations === 0 ? ' Realizations are kept with individual_rlzs = true.' : ''
    }`,
  });
}
