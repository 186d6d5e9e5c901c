import { ExportError } from '../../errors.js';
import { realizationName, realizationNumber } from './choose-kinds.js';
import { type ExtractedArrays, plainNumbers } from './extracted-arrays.js';
import { type Extraction, extractPath, isNotExtracted, type QueryPart } from './extraction.js';
import type { Facts } from './facts.js';
import type { HazardSource, SiteNumbers } from './hazard-source.js';

/** @returns the hazard of a calculation, of which each site is asked for alone: a site's curves are a kilobyte or two. */
export function extractHazard(extraction: Extraction, facts: Facts): HazardSource {
  const imts = [...facts.levels.keys()];
  const askSite = async (
    what: string,
    kinds: readonly string[],
    site: number,
    asked: readonly string[],
  ): Promise<ReadonlyMap<string, SiteNumbers>> => {
    const found = new Map<string, SiteNumbers>();
    const [only, ...more] = asked;
    // One IMT can be asked for alone; of several, all come.
    const one = only !== undefined && more.length === 0 ? only : undefined;
    const [stats, realizations] = [kinds.filter(isStatistic), kinds.filter((kind) => !isStatistic(kind))];
    for (const group of [stats, realizations].filter(({ length }) => length > 0)) {
      const query: QueryPart[] = [
        ...group.map((kind): QueryPart => ['kind', asQueried(kind)]),
        ...(one === undefined ? [] : [['imt', one] as const]),
        ['site_id', String(site)],
      ];
      const arrays = await extraction.read(extractPath(what, query));
      for (const kind of group) found.set(kind, siteNumbers(arrays, kind, one === undefined ? imts : [one]));
    }
    return found;
  };
  return {
    way: 'extract',
    facts,
    kinds: async (wantsRealizations) => {
      const { stats } = facts;
      const count = wantsRealizations || stats.length === 0 ? await realizations(extraction) : 0;
      // Of a single one the engine makes the array and may leave zeros in it: the statistics are what it fills.
      const isKept = stats.length === 0 || (facts.keepsRealizations && count > 1);
      return { stats, realizations: isKept ? count : 0 };
    },
    sites: async () => {
      const lons = await coordinate(extraction, 'lon');
      const lats = await coordinate(extraction, 'lat');
      return {
        mesh: { lons, lats },
        names: async () => {
          const arrays = await extraction
            .read(extractPath('sitecol', [['field', 'custom_site_id']]))
            .catch((error: unknown) => {
              if (isNotExtracted(error)) return undefined;
              throw error;
            });
          return arrays?.texts('array');
        },
      };
    },
    curves: async (kinds, site, asked) => askSite('hcurves', kinds, site, asked),
    maps: async (kinds, site) => {
      if (facts.poes.length === 0) return undefined;
      try {
        return await askSite('hmaps', kinds, site, []);
      } catch (error) {
        if (isNotExtracted(error)) return undefined;
        throw error;
      }
    },
  };
}

function isStatistic(kind: string): boolean {
  return realizationNumber(kind) === undefined;
}

/** The engine reads `rlz-3`, and names the array of it `rlz-003`. */
function asQueried(kind: string): string {
  const number = realizationNumber(kind);
  return number === undefined ? kind : `rlz-${number}`;
}

async function realizations(extraction: Extraction): Promise<number> {
  const arrays = await extraction.read('realizations');
  return arrays.lengthOf('array') ?? 0;
}

async function coordinate(extraction: Extraction, field: string): Promise<Float64Array> {
  const array = (await extraction.read(extractPath('sitecol', [['field', field]]))).numbers('array');
  if (array !== undefined) return array.values;
  throw unexpected(`the ${field} of its sites`);
}

/** Arrays of one site are 1 x IMTs x levels (or probabilities of maps). */
function siteNumbers(arrays: ExtractedArrays, kind: string, imts: readonly string[]): SiteNumbers {
  const number = realizationNumber(kind);
  const array = arrays.numbers(number === undefined ? kind : realizationName(number));
  if (array?.shape.length !== 3 || array.shape[0] !== 1 || array.shape[1] !== imts.length)
    throw unexpected(`the ${kind} of one site`);
  const width = array.shape[2] ?? 0;
  return {
    imts,
    rows: imts.map((_, nth) => plainNumbers(array, nth * width, (nth + 1) * width)),
  };
}

/** What a server sent is not what its engine would. */
export function unexpected(what: string): ExportError {
  return new ExportError(`The server's answer for ${what} has not the shape that an engine gives it.`, {
    hint: 'The engine may be newer than this program knows; export the output instead: openquake export CALC',
  });
}
