import { NotFoundError } from '../../errors.js';
import type { AggregateValues, AssetValues } from '../../results/dataset.js';
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
 * Answers what is asked of damages: how many buildings are in each damage state, and the consequences, in all, by tags or by asset.
 * @throws NotFoundError for what the calculation does not have.
 */
export async function answerDamages(question: Question, source: RiskSource): Promise<Answer> {
  const [stats, realizations] = [source.exports.find('damages-stats'), source.exports.find('damages-rlzs')];
  if (stats === undefined && realizations === undefined) {
    throw new NotFoundError('The calculation has no damages.', {
      hint: 'They are of scenario_damage, classical_damage and event_based_damage.',
    });
  }
  const rows =
    (await unlessRefused(async () => extracted(question, source, stats !== undefined))) ??
    (await exported(question, source));
  return { rows, notes: [], warnings: [] };
}

async function extracted(
  question: Question,
  { extracted: data }: RiskSource,
  hasStats: boolean,
): Promise<readonly AnswerRow[] | undefined> {
  if (data === undefined || !canAggregate(question, question.lossTypes)) return undefined;
  const { extraction, facts } = data;
  // An event based calculation keeps other numbers there than it exports.
  if (facts.mode === 'event_based_damage') return undefined;
  const wantsRealizations = question.kinds.some(asksForRealizations);
  const weights = hasStats ? (await extraction.read('weights')).numbers('array')?.values : Float64Array.of(1);
  const model = await readRiskModel(extraction);
  if (model === undefined || weights === undefined) return undefined;
  const kinds = chooseKinds(question.kinds, {
    stats: hasStats ? ['mean'] : [],
    realizations: wantsRealizations || !hasStats ? weights.length : 0,
  });
  const lossTypes = chooseLossTypes(question.lossTypes, model.lossTypes);
  const rows: AnswerRow[] = [];
  for (const lossType of lossTypes) {
    const { groups, shape } = await aggregate(extraction, 'agg_damages', lossType, question);
    if (groups.length === 0) throw noSuchAssets(question.only);
    const [count = 0, states = 0] = shape;
    if (states !== model.damageStates.length || count !== weights.length) return undefined;
    for (const kind of kinds) {
      const nth = realizationNumber(kind);
      for (const { tags, sums } of groups) {
        for (const [state, damageState] of model.damageStates.entries()) {
          const each = Array.from(weights, (_, rlz) => sums[rlz * states + state] ?? Number.NaN);
          const value =
            nth === undefined
              ? each.reduce((sum, one, rlz) => sum + one * (weights[rlz] ?? 0), 0)
              : each[nth];
          rows.push({ quantity: 'damages', kind, lossType, tags, damageState, value, from: 'damages' });
        }
      }
    }
  }
  return rows;
}

async function exported(
  question: Question,
  { exports, extracted: data }: RiskSource,
): Promise<readonly AnswerRow[]> {
  const isEventBased = data?.facts.mode === 'event_based_damage';
  const [stats, realizations] = isEventBased
    ? [exports.find('aggrisk-stats'), exports.find('aggrisk')]
    : [exports.find('damages-stats'), exports.find('damages-rlzs')];
  const outputs = chooseOutputs(question.kinds, stats, realizations);
  const rows: AnswerRow[] = [];
  const assets: AssetValues[] = [];
  const groups: AggregateValues[] = [];
  for (const output of outputs) {
    for (const dataset of await exports.read(output)) {
      if (dataset.type === 'asset-values') assets.push(dataset);
      if (dataset.type === 'aggregate-values') groups.push(dataset);
    }
  }
  const there = [
    ...assets.map(({ kind }) => kind ?? 'mean'),
    ...groups.flatMap((one) => one.groups.map(({ kind }) => kind ?? 'rlz-000')),
  ];
  const names = [...new Set(there)];
  const kinds = chooseKinds(question.kinds, {
    stats: names.filter((kind) => realizationNumber(kind) === undefined),
    realizations: names.filter((kind) => realizationNumber(kind) !== undefined).length,
  });
  for (const kind of kinds) {
    const table = assets.find((one) => (one.kind ?? 'mean') === kind);
    if (table !== undefined) rows.push(...rowsOfAssets(question, table, kind));
    else rows.push(...rowsOfGroups(question, groups, kind));
  }
  return rows;
}

/**
 * Columns are `structural-slight`, in 3.23.5 `groundshaking-structural-slight` where there are other perils; those of the others,
 * `landslide-structural-slight`, are left out.
 */
function rowsOfAssets(question: Question, table: AssetValues, kind: string): readonly AnswerRow[] {
  const columns = table.columns.map((column) => {
    const [, lossType = '', damageState = ''] = /^(?:groundshaking-)?(.*)-([^-]+)$/.exec(column) ?? [];
    return { column, lossType, damageState };
  });
  const plain = [...new Set(columns.map(({ lossType }) => lossType))].filter(
    (lossType) => !lossType.includes('-'),
  );
  const lossTypes = chooseLossTypes(question.lossTypes, plain);
  const asked = columns.filter(({ lossType }) => lossTypes.includes(lossType));
  const sums = sumByTag(
    table,
    asked.map(({ column }) => column),
    question.by,
    question.only,
  );
  return sums.flatMap(({ tags, sums: values }) =>
    asked.map(
      ({ lossType, damageState }, nth): AnswerRow => ({
        ...{ quantity: 'damages', kind, lossType, tags, damageState },
        value: values[nth],
        from: 'damages',
      }),
    ),
  );
}

function rowsOfGroups(
  question: Question,
  tables: readonly AggregateValues[],
  kind: string,
): readonly AnswerRow[] {
  const wanted = [...new Set([...question.by, ...Object.keys(question.only)])].toSorted();
  const table = tables.find(
    ({ groups }) =>
      Object.keys(groups[0]?.of ?? {})
        .toSorted()
        .join() === wanted.join(),
  );
  if (table === undefined) {
    const kept = tables.map(({ groups }) => Object.keys(groups[0]?.of ?? {}).join(' and ') || 'in all');
    throw new NotFoundError(`Damages were not kept by ${wanted.join(' and ') || 'portfolio'}.`, {
      hint: `An event based calculation keeps them as aggregate_by says; this one: ${kept.join('; ')}.`,
    });
  }
  const lossTypes = chooseLossTypes(question.lossTypes, [
    ...new Set(table.groups.map(({ lossType }) => lossType)),
  ]);
  return table.groups.flatMap(({ of: tags, lossType, kind: own }, row) => {
    const isAsked =
      (own ?? 'rlz-000') === kind &&
      lossTypes.includes(lossType) &&
      Object.entries(question.only).every(([tag, value]) => tags[tag] === value);
    if (!isAsked) return [];
    return table.columns.map(
      (damageState, nth): AnswerRow => ({
        ...{ quantity: 'damages', kind, lossType, tags, damageState },
        value: table.values[row * table.columns.length + nth],
        from: 'aggregate damages',
      }),
    );
  });
}
