import { UsageError } from '../../errors.js';
import { weighedMean } from '../../results/hazard/between-sites.js';
import { isSamePoe, poeForYears, poeOfRate, rateOfPoe } from '../../results/hazard/exceedance-rate.js';
import { levelAtPoe, poeAtLevel, type Reading } from '../../results/hazard/read-curve.js';
import type { Answer, AnswerRow } from './answer.js';
import { chooseImts, levelIn, spectralPeriod, unitOf } from './choose-imts.js';
import { chooseKinds } from './choose-kinds.js';
import type { HazardSource, SiteNumbers } from './hazard-source.js';
import { boxOf, type Location, locate } from './locate.js';
import { asksForRealizations } from './choose-outputs.js';
import type { Exceedance, Place, Question } from './question.js';

/** A probability that is asked for, and the same for the calculation's own time. */
interface Wanted {
  /** As it was asked for. */
  readonly poe: number;
  readonly years: number;
  readonly returnPeriodYears: number;
  /** Within the calculation's investigation time. */
  readonly ownPoe: number;
  /** Its place among the probabilities of the hazard maps; -1 where they do not have it. */
  readonly nthMap: number;
}

/**
 * Answers what is asked of the hazard at places.
 * @param mostKm how far a site may be; see {@link locate}.
 * @throws NotFoundError for an IMT, a kind or a place that the calculation has not; UsageError where a place is missing.
 */
export async function answerHazard(
  question: Question,
  source: HazardSource,
  mostKm: number | undefined,
): Promise<Answer> {
  const { levels, years } = source.facts;
  const imts = askedImts(question, [...levels.keys()]);
  const there = await source.kinds(question.kinds.some(asksForRealizations));
  const kinds = chooseKinds(question.kinds, there);
  const ownYears = ownTime(years);
  const notes: string[] = [];
  const wanted = question.exceedances.map((one) => settle(one, ownYears, source.facts.poes, notes));
  if (question.quantity === 'uhs' && wanted.length === 0) wanted.push(...ofMaps(source.facts.poes, ownYears));
  if (question.quantity === 'intensity' && wanted.length === 0)
    wanted.push(...ofMaps(source.facts.poes, ownYears));
  if (wanted.length === 0 && (question.quantity === 'uhs' || question.quantity === 'intensity')) {
    throw new UsageError('The question does not say which probability of exceedance it wants.', {
      hint: 'The calculation has no hazard maps to take those of: say for example "10% in 50y" or "475y".',
    });
  }
  const told = question.years ?? ownYears;
  if (told !== ownYears && wanted.length === 0) {
    notes.push(
      `Probabilities are for ${told} years, of those for ${ownYears} years in the calculation by the Poisson rule 1 - (1 - p)^(${told}/${ownYears}).`,
    );
  }
  const context: Context = { question, source, imts, kinds, wanted, ownYears, told, notes: new Set(notes) };
  const rows: AnswerRow[] = [];
  const warnings = new Set<string>();
  for (const location of await locations(question, source, mostKm)) {
    if (location.doubt !== undefined) warnings.add(location.doubt);
    rows.push(...(await rowsAt(context, location)));
  }
  return { rows, notes: [...context.notes], warnings: [...warnings] };
}

interface Context {
  readonly question: Question;
  readonly source: HazardSource;
  readonly imts: readonly string[];
  readonly kinds: readonly string[];
  readonly wanted: readonly Wanted[];
  readonly ownYears: number;
  /** Years of the probabilities that are told. */
  readonly told: number;
  readonly notes: Set<string>;
}

function askedImts(question: Question, there: readonly string[]): readonly string[] {
  const imts = chooseImts(question.imts, there);
  return question.quantity === 'uhs' ? imts.filter((imt) => spectralPeriod(imt) !== undefined) : imts;
}

function ownTime(years: number | undefined): number {
  if (years !== undefined) return years;
  throw new UsageError(
    'The calculation does not tell its investigation time, so its probabilities mean nothing.',
  );
}

function settle(asked: Exceedance, ownYears: number, mapPoes: readonly number[], notes: string[]): Wanted {
  const isPeriod = asked.kind === 'return-period';
  const years = isPeriod ? ownYears : (asked.years ?? ownYears);
  const poe = isPeriod ? poeOfRate(1 / asked.years, ownYears) : asked.poe;
  const ownPoe = poeForYears(poe, years, ownYears);
  const returnPeriodYears = isPeriod ? asked.years : 1 / rateOfPoe(poe, years);
  const nthMap = mapPoes.findIndex((one) => isSamePoe(one, ownPoe));
  if (isPeriod) {
    notes.push(
      `A return period of ${asked.years} years is a probability of ${brief(ownPoe)} in the ${ownYears} years of the calculation (Poisson).`,
    );
  } else if (years !== ownYears) {
    notes.push(
      `poe ${poe} in ${years} years is ${brief(ownPoe)} in the ${ownYears} years of the calculation (Poisson).`,
    );
  }
  return { poe, years, returnPeriodYears, ownPoe, nthMap };
}

function ofMaps(poes: readonly number[], years: number): readonly Wanted[] {
  return poes.map((poe, nthMap) => ({
    poe,
    years,
    returnPeriodYears: 1 / rateOfPoe(poe, years),
    ownPoe: poe,
    nthMap,
  }));
}

async function locations(
  { places, method }: Question,
  source: HazardSource,
  mostKm: number | undefined,
): Promise<readonly Location[]> {
  const sites = await source.sites();
  const count = sites.mesh.lons.length;
  // Who has one site need not say where.
  const asked: readonly Place[] = places.length === 0 && count === 1 ? [{ kind: 'site', id: 0 }] : places;
  if (asked.length === 0) {
    throw new UsageError('The question names no place.', {
      hint: `Say where: at LON,LAT, or site N. The calculation has ${count} sites (${boxOf(sites.mesh)}); all of them come with openquake export.`,
    });
  }
  const found: Location[] = [];
  for (const place of asked) found.push(await locate(sites, place, method, mostKm));
  return found;
}

async function rowsAt(context: Context, location: Location): Promise<AnswerRow[]> {
  const { question, kinds, imts, wanted } = context;
  const sites = location.sites.map(({ index }) => index);
  const usesMaps = wanted.length > 0 && wanted.every(({ nthMap }) => nthMap >= 0);
  const asked = usesMaps ? await each(sites, async (site) => context.source.maps(kinds, site)) : [];
  const maps = asked.filter((one) => one !== undefined);
  const hasMaps = maps.length === sites.length;
  const curves = hasMaps ? [] : await each(sites, async (site) => context.source.curves(kinds, site, imts));
  const weights = location.sites.map(({ weight }) => weight);
  return kinds.flatMap((kind) =>
    imts.flatMap((imt) => {
      const own = curves.map((one) => rowOf(one.get(kind), imt));
      const base = { quantity: question.quantity, kind, location, imt };
      if (question.quantity === 'hazard-curve') return curveRows(context, base, own, weights);
      if (question.quantity === 'probability') return probabilityRows(context, base, own, weights);
      const mapped = hasMaps ? maps.map((one) => rowOf(one.get(kind), imt)) : undefined;
      return intensityRows(context, base, own, mapped, weights);
    }),
  );
}

async function each<T>(sites: readonly number[], ask: (site: number) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  // One at a time: the server reads its files one at a time, too.
  for (const site of sites) found.push(await ask(site));
  return found;
}

function rowOf(numbers: SiteNumbers | undefined, imt: string): readonly number[] {
  return numbers?.rows[numbers.imts.indexOf(imt)] ?? [];
}

type Base = Pick<AnswerRow, 'quantity' | 'kind' | 'location'> & { readonly imt: string };
type Rows = readonly (readonly number[])[];

function curveRows(context: Context, base: Base, curves: Rows, weights: readonly number[]): AnswerRow[] {
  const { ownYears, told } = context;
  return levelsOf(context, base.imt).map((iml, nth) => ({
    ...base,
    iml,
    years: told,
    value: poeForYears(
      weighedMean(
        curves.map((curve) => curve[nth] ?? Number.NaN),
        weights,
      ),
      ownYears,
      told,
    ),
    from: 'hazard curve',
  }));
}

function probabilityRows(
  context: Context,
  base: Base,
  curves: Rows,
  weights: readonly number[],
): AnswerRow[] {
  const { question, ownYears, told } = context;
  const levels = levelsOf(context, base.imt);
  context.notes.add('Probabilities between two levels lie on a straight line in the logarithms of both.');
  return question.levels.map((level) => {
    const iml = levelIn(base.imt, level);
    const read = combine(
      curves.map((curve) => poeAtLevel(levels, curve, iml)),
      weights,
    );
    return {
      ...base,
      iml,
      years: told,
      ...valueOf(read, (poe) => poeForYears(poe, ownYears, told)),
      from: 'hazard curve',
    };
  });
}

function intensityRows(
  context: Context,
  base: Base,
  curves: Rows,
  maps: Rows | undefined,
  weights: readonly number[],
): AnswerRow[] {
  const levels = levelsOf(context, base.imt);
  if (maps === undefined)
    context.notes.add(
      'The hazard maps do not have that probability: intensities are read off the hazard curves as the engine does, on a straight line in the logarithms of level and probability.',
    );
  return context.wanted.map(({ poe, years, returnPeriodYears, ownPoe, nthMap }) => {
    const readings =
      maps === undefined
        ? curves.map((curve) => levelAtPoe(levels, curve, ownPoe))
        : maps.map((map) => mapped(map[nthMap] ?? Number.NaN, levels));
    return {
      ...base,
      poe,
      years,
      returnPeriodYears,
      periodS: base.quantity === 'uhs' ? spectralPeriod(base.imt) : undefined,
      ...valueOf(combine(readings, weights)),
      unit: unitOf(base.imt),
      from: maps === undefined ? 'hazard curve' : 'hazard map',
    };
  });
}

/** Where a curve ends the engine writes its last level into the map, or 0 before the first. */
function mapped(value: number, levels: readonly number[]): Reading {
  const [first, last] = [levels[0], levels.at(-1)];
  if (value === 0 && first !== undefined) return { kind: 'below', edge: first };
  if (last !== undefined && value >= last * (1 - 1e-6)) return { kind: 'above', edge: last };
  return { kind: 'value', value };
}

function levelsOf({ source }: Context, imt: string): readonly number[] {
  return source.facts.levels.get(imt) ?? [];
}

/** The mean of what was read at each site; where one site's curve ends the whole cannot be told. */
function combine(readings: readonly Reading[], weights: readonly number[]): Reading {
  const beyond = readings.find(({ kind }) => kind !== 'value');
  if (beyond !== undefined) return beyond;
  const values = readings.map((reading) => (reading.kind === 'value' ? reading.value : Number.NaN));
  return { kind: 'value', value: weighedMean(values, weights) };
}

function valueOf(
  reading: Reading,
  convert: (value: number) => number = (value) => value,
): Pick<AnswerRow, 'value' | 'beyond'> {
  return reading.kind === 'value'
    ? { value: convert(reading.value) }
    : { value: undefined, beyond: { side: reading.kind, edge: convert(reading.edge) } };
}

function brief(value: number): string {
  return String(Number(value.toPrecision(6)));
}
