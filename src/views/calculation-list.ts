import type { Calculation } from '../engine/types.js';
import type { Listing } from '../listing.js';
import { safeLine } from './safe-text.js';

const HEADER =
  '   job_id|  calculation_mode|   status|          start_time|                             description';

/** The lines of `--list-hazard-calculations`, as the engine since 3.25 prints them; `None` when there are none. */
export function calculationListLines(calculations: readonly Calculation[]): string[] {
  if (calculations.length === 0) return ['None'];
  return [
    HEADER,
    ...calculations.map((calculation) =>
      [
        String(calculation.id).padStart(9),
        safeLine(calculation.calculationMode).padStart(18),
        safeLine(calculation.status).padStart(9),
        ` ${calculation.startTime ?? ''}`.padStart(20),
        ` ${Array.from(safeLine(calculation.description)).slice(0, 39).join('')}`,
      ].join('|'),
    ),
  ];
}

/** A calculation for `--json`; absent facts are null. */
export function calculationJson(calculation: Calculation): Record<string, unknown> {
  return {
    id: calculation.id,
    calculation_mode: calculation.calculationMode,
    status: calculation.status,
    start_time: calculation.startTime ?? null,
    description: calculation.description,
    owner: calculation.owner,
    is_running: calculation.isRunning,
    hazard_calculation_id: calculation.parentId ?? null,
    size_mb: calculation.sizeMb ?? null,
    tags: calculation.tags,
    preferred_for: calculation.preferredFor,
  };
}

/** Calculations in a list of rows. */
export const CALCULATIONS: Listing<Calculation> = {
  columns: [
    { key: 'id', header: 'id', cell: ({ id }) => String(id), align: 'right' },
    { key: 'status', header: 'status', cell: ({ status }) => safeLine(status) },
    { key: 'calculation_mode', header: 'mode', cell: (row) => safeLine(row.calculationMode) },
    { key: 'owner', header: 'owner', cell: ({ owner }) => safeLine(owner) },
    // To the minute: with seconds 80 columns leave no room for the description.
    { key: 'start_time', header: 'started (UTC)', cell: ({ startTime }) => (startTime ?? '').slice(0, 16) },
    {
      key: 'description',
      header: 'description',
      cell: (row) => safeLine(row.description),
      givesWay: true,
    },
    { key: 'is_running', header: 'running', cell: ({ isRunning }) => (isRunning ? 'yes' : 'no') },
    {
      key: 'hazard_calculation_id',
      header: 'from',
      cell: (row) => String(row.parentId ?? ''),
      align: 'right',
    },
    { key: 'size_mb', header: 'size (MB)', cell: (row) => row.sizeMb?.toFixed(1) ?? '', align: 'right' },
    { key: 'tags', header: 'tags', cell: ({ tags }) => safeLine(tags.join(', ')) },
    { key: 'preferred_for', header: 'preferred for', cell: (row) => safeLine(row.preferredFor.join(', ')) },
  ],
  shown: ['id', 'status', 'calculation_mode', 'owner', 'start_time', 'description'],
  json: calculationJson,
  id: ({ id }) => id,
};
