import { utcMs } from '../engine/utc-time.js';
import type { Listing } from '../listing.js';
import type { CalculationDetail } from '../services/describe-calculation.js';
import { CALCULATIONS, calculationJson } from './calculation-list.js';
import { outputJson, sortOutputs } from './output-list.js';
import { safeLine, safeText } from './safe-text.js';
import { humanDuration, humanSize } from './sizes.js';

const LABEL_COLUMNS = 13;
const BYTES_PER_MB = 1024 * 1024;

/** All that is known of a calculation, for people: a title, then a line for each fact. */
export function calculationDetailText(detail: CalculationDetail): string {
  const { calculation, children, stopTime } = detail;
  const { tags, preferredFor, sizeMb, parentId } = calculation;
  const durationMs = durationMsOf(detail);
  const facts: readonly (readonly [string, string])[] = [
    ['status', calculation.status],
    ['mode', calculation.calculationMode],
    ['description', calculation.description],
    ['owner', calculation.owner],
    ['started', withZone(calculation.startTime)],
    ['ended', withZone(stopTime)],
    ['duration', durationMs === undefined ? '' : humanDuration(durationMs)],
    ['started from', parentId === undefined ? '' : String(parentId)],
    ['children', children.join(', ')],
    ['tags', tags.map((tag) => (preferredFor.includes(tag) ? `${tag} (preferred)` : tag)).join(', ')],
    ['size', sizeMb === undefined ? '' : humanSize(sizeMb * BYTES_PER_MB)],
  ];
  return [
    `Calculation ${calculation.id}`,
    ...facts
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `  ${name.padEnd(LABEL_COLUMNS)} ${safeLine(value)}`),
    ...outputLines(detail),
    ...(detail.error.length === 0 ? [] : ['  error', ...detail.error.map((line) => `    ${safeText(line)}`)]),
  ].join('\n');
}

function outputLines({ outputs }: CalculationDetail): string[] {
  if (outputs.length === 0) return [];
  const sorted = sortOutputs(outputs);
  const idColumns = Math.max(...sorted.map(({ id }) => String(id).length));
  return [
    '  outputs',
    ...sorted.map(
      ({ id, name, formats }) =>
        `    ${String(id).padStart(idColumns)}  ${safeLine(name)} (${safeLine(formats.join(', '))})`,
    ),
  ];
}

function withZone(time: string | undefined): string {
  return time === undefined ? '' : `${time} UTC`;
}

/** The server's own times, so that no clock but its own counts. */
function durationMsOf({ calculation, stopTime }: CalculationDetail): number | undefined {
  const ms = utcMs(stopTime) - utcMs(calculation.startTime);
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

/** A calculation with all that is known of it, for `--json`. */
function calculationDetailJson(detail: CalculationDetail): Record<string, unknown> {
  const durationMs = durationMsOf(detail);
  return {
    ...calculationJson(detail.calculation),
    stop_time: detail.stopTime ?? null,
    duration_s: durationMs === undefined ? null : durationMs / 1000,
    children: detail.children,
    outputs: sortOutputs(detail.outputs).map(outputJson),
    error: detail.error.length === 0 ? null : detail.error.join('\n'),
  };
}

/** Calculations with all that is known of them, in a list. */
export const CALCULATION_DETAILS: Listing<CalculationDetail> = {
  columns: [
    ...CALCULATIONS.columns.map((column) => ({
      ...column,
      cell: ({ calculation }: CalculationDetail) => column.cell(calculation),
    })),
    { key: 'stop_time', header: 'ended (UTC)', cell: ({ stopTime }) => stopTime ?? '' },
    {
      key: 'duration_s',
      header: 'duration',
      cell: (detail) => {
        const ms = durationMsOf(detail);
        return ms === undefined ? '' : humanDuration(ms);
      },
      align: 'right',
    },
    { key: 'children', header: 'children', cell: ({ children }) => children.join(', ') },
    { key: 'outputs', header: 'outputs', cell: ({ outputs }) => String(outputs.length), align: 'right' },
    { key: 'error', header: 'error', cell: ({ error }) => safeLine(error.at(-1) ?? '') },
  ],
  json: calculationDetailJson,
  id: ({ calculation }) => calculation.id,
};
