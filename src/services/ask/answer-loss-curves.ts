import { NotFoundError, UsageError } from '../../errors.js';
import type { LossCurve, LossCurves } from '../../results/dataset.js';
import type { Answer, AnswerRow } from './answer.js';
import { chooseKinds, realizationNumber } from './choose-kinds.js';
import { unexpected } from './extract-hazard.js';
import { plainNumbers } from './extracted-arrays.js';
import { type Extraction, extractPath, type QueryPart } from './extraction.js';
import type { Facts } from './facts.js';
import { asksForRealizations, chooseOutputs } from './choose-outputs.js';
import type { Question } from './question.js';
import { chooseLossTypes, readRiskModel, type RiskSource, unlessRefused } from './risk-source.js';
import { parsePythonJson } from '../../engine/names.js';

const OUTPUTS = ['aggcurves-stats', 'aggcurves', 'loss_curves-stats', 'loss_curves-rlzs'];

/**
 * Answers what is asked of loss curves: of the portfolio or of the tags that the calculation aggregated by, over return periods; of
 * assets, over probabilities.
 * @throws NotFoundError for what the calculation does not have.
 */
export async function answerLossCurves(question: Question, source: RiskSource): Promise<Answer> {
  if (source.exports.find(...OUTPUTS) === undefined) {
    throw new NotFoundError('The calculation has no loss curves.', {
      hint: 'They are of event based and classical risk; the former keeps those of the tags of aggregate_by.',
    });
  }
  const rows =
    (await unlessRefused(async () => extracted(question, source))) ?? (await exported(question, source));
  return { rows, notes: [], warnings: [] };
}

/** @returns undefined where the extractor cannot be asked that: it gives one tag of the first aggregation, or all where there is none. */
async function extracted(
  question: Question,
  { extracted: data, exports }: RiskSource,
): Promise<readonly AnswerRow[] | undefined> {
  if (
    data === undefined ||
    question.by.length > 0 ||
    exports.find('aggcurves-stats', 'aggcurves') === undefined
  )
    return undefined;
  const { extraction, facts } = data;
  const [tags = [], ...more] = facts.aggregateBy;
  const isOne = more.length === 0 && tags.length === Object.keys(question.only).length;
  if (!isOne || tags.some((tag) => question.only[tag] === undefined)) return undefined;
  const hasStats = exports.find('aggcurves-stats') !== undefined;
  const model = await readRiskModel(extraction);
  if (model === undefined || question.lossTypes.some((lossType) => !model.lossTypes.includes(lossType)))
    return undefined;
  const rows: AnswerRow[] = [];
  for (const lossType of chooseLossTypes(question.lossTypes, model.lossTypes)) {
    rows.push(...(await curvesOf(extraction, facts, question, lossType, hasStats)));
  }
  return rows;
}

async function curvesOf(
  extraction: Extraction,
  facts: Facts,
  question: Question,
  lossType: string,
  hasStats: boolean,
): Promise<readonly AnswerRow[]> {
  const isOfRealizations = question.kinds.some(asksForRealizations);
  const groups = [...(hasStats ? ['stats'] : []), ...(isOfRealizations || !hasStats ? ['rlzs'] : [])];
  const found = new Map<string, readonly AnswerRow[]>();
  for (const group of groups) {
    const query: QueryPart[] = [
      ['kind', group],
      ['absolute', '1'],
      ['loss_type', lossType],
      // In quotes, for a value like a number would become one.
      ...Object.entries(question.only).map(([tag, value]): QueryPart => [tag, `'${value}'`, true]),
    ];
    const arrays = await extraction.read(extractPath('agg_curves', query));
    const about = parsePythonJson(arrays.texts('json')?.[0] ?? '') as
      | {
          readonly kind?: readonly string[];
          readonly return_period?: readonly number[];
          readonly ep_field?: readonly string[];
        }
      | undefined;
    const array = arrays.numbers('array');
    const { kind: kinds = [], return_period: periods = [], ep_field: fields = [] } = about ?? {};
    if (array === undefined || array.values.length !== kinds.length * periods.length * fields.length)
      throw unexpected('a loss curve');
    const values = plainNumbers(array);
    const told = fields.includes('loss') ? ['loss'] : fields;
    for (const [row, kind] of kinds.entries()) {
      const rows = told.flatMap((field) =>
        periods.map(
          (years, period): AnswerRow => ({
            ...{ quantity: 'loss-curve', kind, lossType, tags: question.only, returnPeriodYears: years },
            value: values[(row * periods.length + period) * fields.length + fields.indexOf(field)],
            from: sourceOf(field),
          }),
        ),
      );
      found.set(kind, rows);
    }
  }
  const names = [...found.keys()];
  const chosen = chooseKinds(question.kinds, {
    stats: hasStats ? facts.stats : [],
    realizations: names.filter((kind) => realizationNumber(kind) !== undefined).length,
  });
  return chosen.flatMap((kind) => found.get(kind) ?? []);
}

async function exported(question: Question, { exports }: RiskSource): Promise<readonly AnswerRow[]> {
  const stats = exports.find('aggcurves-stats', 'loss_curves-stats');
  const realizations = exports.find('aggcurves', 'loss_curves-rlzs');
  const outputs = chooseOutputs(question.kinds, stats, realizations);
  const tables: LossCurves[] = [];
  for (const output of outputs) {
    for (const dataset of await exports.read(output))
      if (dataset.type === 'loss-curves') tables.push(dataset);
  }
  const all = tables.flatMap(({ curves, kind, origin }) =>
    curves.map((curve) => ({
      ...curve,
      kind: curve.kind ?? kind ?? 'rlz-000',
      years: origin.investigationTimeYears,
    })),
  );
  return rowsOf(question, withTags(question, all));
}

type KindCurve = LossCurve & { readonly kind: string; readonly years: number | undefined };

/** A curve of a sum is not the sum of curves: only what the calculation has aggregated can be told. */
function withTags(question: Question, curves: readonly KindCurve[]): readonly KindCurve[] {
  const wanted = [...new Set([...question.by, ...Object.keys(question.only)])].toSorted();
  const tagsOf = (curve: LossCurve): string =>
    Object.keys(curve.of)
      .map((tag) => (tag === 'asset_id' ? 'id' : tag))
      .toSorted()
      .join(' and ');
  const alike = curves.filter((curve) => tagsOf(curve) === wanted.join(' and '));
  if (alike.length > 0) return alike;
  const kept = [...new Set(curves.map(tagsOf))];
  if (wanted.length === 0) {
    throw new UsageError(
      'The calculation has loss curves of parts of the portfolio, and none of the whole.',
      {
        hint: `Say by ${kept[0] === 'id' ? 'asset, or id=ASSET' : (kept[0] ?? '')}: a curve of the whole is not the sum of the others.`,
      },
    );
  }
  throw new NotFoundError(`The calculation has no loss curves by ${wanted.join(' and ')}.`, {
    hint: `It has them ${kept.map((tags) => (tags === '' ? 'of the whole portfolio' : `by ${tags}`)).join('; ')}. They cannot be summed up: see aggregate_by.`,
  });
}

function rowsOf(question: Question, curves: readonly KindCurve[]): readonly AnswerRow[] {
  const names = [...new Set(curves.map(({ kind }) => kind))];
  const kinds = chooseKinds(question.kinds, {
    stats: names.filter((kind) => realizationNumber(kind) === undefined),
    realizations: names.filter((kind) => realizationNumber(kind) !== undefined).length,
  });
  const lossTypes = chooseLossTypes(question.lossTypes, [...new Set(curves.map(({ lossType }) => lossType))]);
  const measures = new Set(curves.map(({ measure }) => measure));
  const asked = curves.filter(
    (curve) =>
      kinds.includes(curve.kind) &&
      lossTypes.includes(curve.lossType) &&
      (!measures.has('loss') || curve.measure === 'loss') &&
      Object.entries(question.only).every(
        ([tag, value]) => curve.of[tag === 'id' ? 'asset_id' : tag] === value,
      ),
  );
  if (asked.length === 0) {
    throw new NotFoundError(
      `No loss curve is of ${Object.entries(question.only)
        .map(([tag, value]) => `${tag}=${value}`)
        .join(' and ')}.`,
    );
  }
  return asked.flatMap(({ kind, lossType, of: tags, losses, returnPeriods, poes, years, measure }) =>
    Array.from(
      losses,
      (value, nth): AnswerRow => ({
        ...{ quantity: 'loss-curve', kind, lossType, tags },
        ...(returnPeriods === undefined
          ? { poe: poes?.[nth], years }
          : { returnPeriodYears: returnPeriods[nth] }),
        value,
        from: sourceOf(measure),
      }),
    ),
  );
}

/** Where there is no plain curve, those there are: of the greatest loss of a year (`loss_oep`), of its sum (`loss_aep`). */
function sourceOf(measure: string | undefined): string {
  return measure === undefined || measure === 'loss' ? 'loss curve' : `loss curve ${measure}`;
}
