import { NotFoundError } from '../../errors.js';
import type { AssetValues } from '../../results/dataset.js';
import { aggregate, canAggregate } from './aggregate-extract.js';
import type { Answer, AnswerRow } from './answer.js';
import { chooseKinds, realizationNumber } from './choose-kinds.js';
import { asksForRealizations, chooseOutputs } from './choose-outputs.js';
import type { Question } from './question.js';
import {
  chooseLossTypes,
  noSuchAssets,
  readRiskModel,
  type RiskSource,
  unlessRefused,
} from './risk-source.js';
import { sumByTag } from './sum-by-tag.js';

/**
 * Answers what is asked of average losses: in all, by tags or by asset.
 * @throws NotFoundError for what the calculation does not have.
 */
export async function answerLosses(question: Question, source: RiskSource): Promise<Answer> {
  const [stats, realizations] = [
    source.exports.find('avg_losses-stats'),
    source.exports.find('avg_losses-rlzs'),
  ];
  if (stats === undefined && realizations === undefined) {
    throw new NotFoundError('The calculation has no average losses.', {
      hint: 'They are of risk calculations, and kept with avg_losses = true.',
    });
  }
  const rows =
    (await unlessRefused(async () => extracted(question, source, stats !== undefined))) ??
    (await exported(question, source));
  const notes = [
    ...(question.kinds.length === 0 && stats === undefined
      ? ['The calculation has one realization: that is what is told.']
      : []),
  ];
  return { rows, notes, warnings: [] };
}

/** @returns undefined where the extractors cannot be asked that. */
async function extracted(
  question: Question,
  { extracted: data }: RiskSource,
  hasStats: boolean,
): Promise<readonly AnswerRow[] | undefined> {
  if (data === undefined || !canAggregate(question, question.lossTypes)) return undefined;
  const { extraction, facts } = data;
  // Of realizations beside statistics the extractor tells nothing.
  if (hasStats && question.kinds.some(asksForRealizations)) return undefined;
  const stats = hasStats ? facts.stats : [];
  const kinds = chooseKinds(question.kinds, { stats, realizations: hasStats ? 0 : 1 });
  const model = await readRiskModel(extraction);
  const there = [...(model?.lossTypes ?? []), ...facts.totalLosses];
  // Losses of a policy (`..._ins`) stand in the exports only.
  if (model === undefined || question.lossTypes.some((lossType) => !there.includes(lossType)))
    return undefined;
  const lossTypes = chooseLossTypes(question.lossTypes, model.lossTypes);
  const rows: AnswerRow[] = [];
  for (const lossType of lossTypes) {
    const { groups } = await aggregate(extraction, 'agg_losses', lossType, question);
    if (groups.length === 0) throw noSuchAssets(question.only);
    for (const kind of kinds) {
      for (const { tags, sums } of groups) {
        const value = sums[Math.max(0, stats.indexOf(kind))];
        rows.push({ quantity: 'average-losses', kind, lossType, tags, value, from: 'average losses' });
      }
    }
  }
  return rows;
}

async function exported(question: Question, { exports }: RiskSource): Promise<readonly AnswerRow[]> {
  const [stats, realizations] = [exports.find('avg_losses-stats'), exports.find('avg_losses-rlzs')];
  const outputs = chooseOutputs(question.kinds, stats, realizations);
  const tables: AssetValues[] = [];
  for (const output of outputs) {
    for (const dataset of await exports.read(output))
      if (dataset.type === 'asset-values') tables.push(dataset);
  }
  return rowsOfTables('average-losses', question, tables);
}

/**
 * Sums up tables of assets, one table for each kind.
 * @throws NotFoundError for a kind, a loss type or a tag that they do not have.
 */
function rowsOfTables(
  quantity: 'average-losses',
  question: Question,
  tables: readonly AssetValues[],
): readonly AnswerRow[] {
  const there = tables.map(({ kind }) => kind ?? 'mean');
  const kinds = chooseKinds(question.kinds, {
    stats: there.filter((kind) => realizationNumber(kind) === undefined),
    realizations: there.filter((kind) => realizationNumber(kind) !== undefined).length,
  });
  return kinds.flatMap((kind) => {
    const table = tables.find((one) => (one.kind ?? 'mean') === kind);
    if (table === undefined) return [];
    const lossTypes = chooseLossTypes(question.lossTypes, table.columns);
    const sums = sumByTag(table, lossTypes, question.by, question.only);
    return lossTypes.flatMap((lossType, nth) =>
      sums.map(
        ({ tags, sums: values }): AnswerRow => ({
          ...{ quantity, kind, lossType, tags },
          value: values[nth],
          from: 'average losses',
        }),
      ),
    );
  });
}
