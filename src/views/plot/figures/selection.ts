import { UsageError } from '../../../errors.js';
import type { Site } from '../../../results/dataset.js';
import { safeLine } from '../../safe-text.js';
import { distanceKm } from '../../../results/hazard/site-mesh.js';

/** What of the data is to be drawn; what is undefined is chosen by the figure, which says so. */
export interface PlotSelection {
  readonly imt?: string | undefined;
  /** Probability within the investigation time. */
  readonly poe?: number | undefined;
  /** The nearest site is taken. */
  readonly site?: { readonly lon: number; readonly lat: number } | undefined;
  /** `mean`, `quantile-0.15`, `rlz-3`; or `quantile`, `rlz` for all of them. */
  readonly kind?: string | undefined;
  /** A tag of the exposure. */
  readonly by?: string | undefined;
  readonly lossType?: string | undefined;
  readonly eventId?: number | undefined;
  readonly title?: string | undefined;
}

const MOST_NAMED = 12;

/** @returns an error that names what there is to choose from. */
export function notThere(flag: string, value: string, there: readonly string[]): UsageError {
  const names = [...new Set(there)].map(safeLine);
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return new UsageError(`${flag} ${safeLine(value)}: these results have none.`, {
    hint:
      names.length === 0
        ? 'They tell none at all.'
        : `They have ${names.slice(0, MOST_NAMED).join(', ')}${more}.`,
  });
}

/** @returns those of an intensity measure. @throws UsageError when there are none. */
export function ofImt<Row extends { readonly imt: string }>(
  rows: readonly Row[],
  imt: string | undefined,
): readonly Row[] {
  if (imt === undefined) return rows;
  const found = rows.filter((row) => sameImt(row.imt, imt));
  if (found.length === 0)
    throw notThere(
      '--imt',
      imt,
      rows.map((row) => row.imt),
    );
  return found;
}

/** @returns whether two names mean one intensity measure: `sa(0.10)` is `SA(0.1)`. */
export function sameImt(one: string, other: string): boolean {
  const plain = (imt: string): string =>
    imt.toLowerCase().replace(/\d+(\.\d+)?/g, (number) => String(Number(number)));
  return plain(one) === plain(other);
}

/** @returns those of a kind, or of all kinds that begin so. @throws UsageError when there are none. */
export function ofKind<Row extends { readonly kind?: string | undefined }>(
  rows: readonly Row[],
  kind: string | undefined,
): readonly Row[] {
  if (kind === undefined) return rows;
  const exact = rows.filter((row) => row.kind !== undefined && sameKind(row.kind, kind));
  if (exact.length > 0) return exact;
  const begun = rows.filter((row) => row.kind?.startsWith(`${kind}-`) === true);
  if (begun.length > 0) return begun;
  throw notThere(
    '--kind',
    kind,
    rows.flatMap((row) => row.kind ?? []),
  );
}

/** The engine writes `rlz-3`, `rlz-003` and `rlz3`, by release and output. */
function sameKind(one: string, other: string): boolean {
  const plain = (kind: string): string =>
    kind
      .toLowerCase()
      .replace(/^rlz-?0*(?=\d)/, 'rlz-')
      .replace(/\d+\.\d+/, (number) => String(Number(number)));
  return plain(one) === plain(other);
}

/** @returns the place in the list of the probability that was asked for. @throws UsageError when it is not there. */
export function placeOfPoe(poes: readonly (number | undefined)[], poe: number): number {
  const place = poes.findIndex(
    (one) => one !== undefined && Math.abs(one - poe) <= 1e-6 * Math.max(one, poe),
  );
  if (place < 0)
    throw notThere(
      '--poe',
      String(poe),
      poes.flatMap((one) => (one === undefined ? [] : [String(one)])),
    );
  return place;
}

/** A site that was chosen, and how far it lies from where it was wanted. */
export interface NearestSite {
  readonly place: number;
  readonly site: Site;
  readonly distanceKm: number;
}

/** @returns the site nearest to a place, along a great circle; undefined of none. */
export function nearestSite(
  sites: readonly Site[],
  wanted: { readonly lon: number; readonly lat: number },
): NearestSite | undefined {
  let best: NearestSite | undefined;
  sites.forEach((site, place) => {
    const away = distanceKm(site.lon, site.lat, wanted.lon, wanted.lat);
    if (best === undefined || away < best.distanceKm) best = { place, site, distanceKm: away };
  });
  return best;
}

/** @returns a site in words: its own name and its coordinates. */
export function siteName(site: Site): string {
  const place = `${degrees(site.lon)}, ${degrees(site.lat)}`;
  return site.customId === undefined ? place : `${safeLine(site.customId)} (${place})`;
}

function degrees(value: number): string {
  return String(Number(value.toFixed(5)));
}

/** @returns the words for a site that was looked for and lies elsewhere; undefined where it is the very place. */
export function distanceNote({ site, distanceKm: away }: NearestSite): string | undefined {
  return away < 0.05
    ? undefined
    : `Nearest site: ${siteName(site)}, ${away < 10 ? away.toFixed(1) : Math.round(away)} km from the place asked for.`;
}
