import type { Listing, ListingColumn } from '../listing.js';
import type { AnswerRow } from '../services/ask/answer.js';
import { safeLine } from './safe-text.js';

/** An answer in a list of rows, one number each, with all that it is for. */
export function answerListing(calculationId: number, rows: readonly AnswerRow[]): Listing<AnswerRow> {
  const tags = [...new Set(rows.flatMap((row) => Object.keys(row.tags ?? {})))];
  const facts = Object.keys(answerJson(calculationId, NOTHING));
  // In a table for programs only what says something: a hazard curve has no tags, a loss no place.
  const told = facts.filter(
    (key) => key !== 'tags' && rows.some((row) => answerJson(calculationId, row)[key] !== null),
  );
  const json = (row: AnswerRow): Readonly<Record<string, unknown>> => answerJson(calculationId, row);
  const withTags = (row: AnswerRow): Readonly<Record<string, unknown>> => ({ ...row.tags, ...json(row) });
  const column = (key: string): ListingColumn<AnswerRow> => ({
    key,
    header: key,
    cell: (row) => cellText(withTags(row)[key]),
  });
  const before = told.filter((key) => !AT_THE_END.includes(key));
  return {
    columns: [...facts, ...tags].map(column),
    shown: [...before, ...tags, ...AT_THE_END.filter((key) => told.includes(key))],
    json,
    facts: withTags,
    id: ({ value }) => value ?? '',
  };
}

const NOTHING: AnswerRow = { quantity: 'intensity', kind: undefined, value: undefined, from: '' };
const AT_THE_END = ['damage_state', 'value', 'unit', 'beyond', 'edge', 'from'];

function cellText(fact: unknown): string {
  if (fact === null || fact === undefined) return '';
  return safeLine(typeof fact === 'string' ? fact : JSON.stringify(fact));
}

/** A row as data; numbers as they are, absent facts null. */
function answerJson(calculationId: number, row: AnswerRow): Record<string, unknown> {
  const { location } = row;
  const [site, ...others] = location?.sites ?? [];
  return {
    calculation_id: calculationId,
    quantity: row.quantity,
    kind: row.kind ?? null,
    lon: location?.lon ?? null,
    lat: location?.lat ?? null,
    site_id: site !== undefined && others.length === 0 ? site.index : null,
    distance_km: location?.distanceKm ?? null,
    method: location?.rule ?? null,
    imt: row.imt ?? null,
    iml: row.iml ?? null,
    poe: row.poe ?? null,
    years: row.years ?? null,
    return_period_years: row.returnPeriodYears ?? null,
    period_s: row.periodS ?? null,
    loss_type: row.lossType ?? null,
    tags: row.tags ?? {},
    damage_state: row.damageState ?? null,
    value: row.value ?? null,
    unit: row.unit ?? null,
    beyond: row.beyond?.side ?? null,
    edge: row.beyond?.edge ?? null,
    from: row.from,
  };
}
