import { NotFoundError } from '../../errors.js';
import type { Dataset, HazardCurves, HazardMaps, Site } from '../../results/dataset.js';
import { realizationNumber } from './choose-kinds.js';
import type { ExportReading } from './export-reading.js';
import type { HazardSource, SiteNumbers } from './hazard-source.js';

/**
 * @returns the hazard of a calculation, of its exported tables: the maps where they have what is asked for, the curves otherwise. All
 * sites come, for an export knows no choice.
 * @param isOfMaps whether maps may answer.
 * @throws NotFoundError where it has neither.
 */
export async function exportHazard(exports: ExportReading, isOfMaps: boolean): Promise<HazardSource> {
  const mapsOutput = isOfMaps ? exports.find('hmaps') : undefined;
  const maps = mapsOutput === undefined ? [] : (await exports.read(mapsOutput)).filter(isMaps);
  let read: readonly HazardCurves[] | undefined;
  const curves = async (): Promise<readonly HazardCurves[]> => {
    if (read === undefined) {
      const output = exports.find('hcurves');
      if (output === undefined)
        throw new NotFoundError('The calculation exports no hazard curves to read it off.');
      read = (await exports.read(output)).filter(isCurves);
    }
    return read;
  };
  const all: readonly (HazardCurves | HazardMaps)[] = maps.length > 0 ? maps : await curves();
  const first = all[0];
  const kinds = [...new Set(all.map(({ kind }) => kind ?? 'mean'))];
  const levels = async (): Promise<ReadonlyMap<string, readonly number[]>> =>
    new Map((await curves()).map(({ imt, imls }) => [imt, Array.from(imls)]));
  return {
    way: 'export',
    facts: {
      levels: maps.length > 0 ? levelsOfMaps(maps) : await levels(),
      years: first?.origin.investigationTimeYears,
      poes: [...new Set(maps.flatMap(({ layers }) => layers.flatMap(({ poe }) => poe ?? [])))],
    },
    kinds: async () =>
      Promise.resolve({
        stats: kinds.filter((kind) => realizationNumber(kind) === undefined),
        realizations: kinds.filter((kind) => realizationNumber(kind) !== undefined).length,
      }),
    sites: async () => Promise.resolve(sitesOf(first?.sites ?? [])),
    curves: async (asked, site, imts) => {
      const there = await curves();
      return new Map(asked.map((kind) => [kind, curveOf(there, kind, site, imts)]));
    },
    maps: async (asked, site) =>
      Promise.resolve(
        maps.length === 0 ? undefined : new Map(asked.map((kind) => [kind, mapOf(maps, kind, site)])),
      ),
  };
}

/** Without curves the levels are not known: none stands for each IMT. */
function levelsOfMaps(maps: readonly HazardMaps[]): ReadonlyMap<string, readonly number[]> {
  return new Map(maps.flatMap(({ layers }) => layers.map(({ imt }) => [imt, []] as const)));
}

function sitesOf(sites: readonly Site[]): Awaited<ReturnType<HazardSource['sites']>> {
  return {
    mesh: {
      lons: Float64Array.from(sites, ({ lon }) => lon),
      lats: Float64Array.from(sites, ({ lat }) => lat),
    },
    names: async () =>
      Promise.resolve(
        sites.some(({ customId }) => customId !== undefined)
          ? sites.map(({ customId }) => customId ?? '')
          : undefined,
      ),
  };
}

function curveOf(
  curves: readonly HazardCurves[],
  kind: string,
  site: number,
  imts: readonly string[],
): SiteNumbers {
  const asked = imts.length === 0 ? [...new Set(curves.map(({ imt }) => imt))] : imts;
  const rows = asked.map((imt) => {
    const found = curves.find((one) => one.imt === imt && (one.kind ?? 'mean') === kind);
    const width = found?.imls.length ?? 0;
    return Array.from(found?.poes.subarray(site * width, (site + 1) * width) ?? []);
  });
  return { imts: asked, rows };
}

function mapOf(maps: readonly HazardMaps[], kind: string, site: number): SiteNumbers {
  const ofKind = maps.filter((one) => (one.kind ?? 'mean') === kind);
  const imts = [...levelsOfMaps(ofKind).keys()];
  const rows = imts.map((imt) =>
    ofKind.flatMap(({ layers, values }) =>
      layers.flatMap((layer, nth) =>
        layer.imt === imt ? [values[site * layers.length + nth] ?? Number.NaN] : [],
      ),
    ),
  );
  return { imts, rows };
}

function isCurves(dataset: Dataset): dataset is HazardCurves {
  return dataset.type === 'hazard-curves';
}

function isMaps(dataset: Dataset): dataset is HazardMaps {
  return dataset.type === 'hazard-maps';
}
