import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import { outputJson, sortOutputs } from '../../views/output-list.js';
import { type ExportReport, exportJson } from './export-lines.js';
import type { Followed } from './follow-to-end.js';

/** One followed calculation for `--json`. */
export function runJson(
  server: Pick<EngineServer, 'url'>,
  followed: Followed,
  outputs: readonly Output[] | undefined,
  exported: ExportReport | undefined,
): Record<string, unknown> {
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
    ...(outputs === undefined ? {} : { outputs: sortOutputs(outputs).map(outputJson) }),
    ...(exported === undefined ? {} : { exports: exportJson(exported) }),
  };
}
