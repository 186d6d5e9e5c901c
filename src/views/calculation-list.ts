import type { Calculation } from '../engine/types.js';
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
export function calculationJson(calculation: Calculation): Record<string, string | number | boolean | null> {
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
  };
}
