import type { EngineServer } from '../../engine/server.js';
import type { Calculation, Output } from '../../engine/types.js';
import { outputJson, sortOutputs } from '../../views/output-list.js';
import type { Followed } from './follow-to-end.js';

/** One followed calculation for `--json`. */
export function runJson(server: Pick<EngineServer, 'url'>, followed: Followed): Record<string, unknown> {
  const { end } = followed;
  return {
    calculation_id: end.calculation.id,
    host: server.url,
    status: end.calculation.status,
    outcome: end.outcome,
    hazard_calculation_id: end.calculation.parentId ?? null,
    duration_s: Math.round(followed.durationMs / 100) / 10,
    log_rows: end.rows,
    server_log_rows: end.serverRows,
  };
}

/** An earlier calculation that stands for a job, for `--json`. */
export function reusedJson(server: Pick<EngineServer, 'url'>, found: Calculation): Record<string, unknown> {
  return {
    calculation_id: found.id,
    host: server.url,
    status: found.status,
    outcome: 'complete',
    hazard_calculation_id: found.parentId ?? null,
    reused: true,
  };
}

/** What a complete calculation gave, for `--json`. */
export function outputsJson(outputs: readonly Output[]): Record<string, unknown> {
  return { outputs: sortOutputs(outputs).map(outputJson) };
}
