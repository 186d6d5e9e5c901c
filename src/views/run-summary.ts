import type { Listing } from '../listing.js';
import { safeLine } from './safe-text.js';
import { humanDuration } from './sizes.js';

/** How one of several jobs ended. */
export interface RunRow {
  /** The job file as it was named, or the server where one job ran on several. */
  readonly job: string;
  readonly calculationId: number | undefined;
  /** complete, failed, aborted; submitted, left, refused, not sent, unknown; results incomplete. */
  readonly status: string;
  readonly durationMs: number | undefined;
  /** Folder of its exports. */
  readonly exportFolder: string | undefined;
}

/** The table behind several runs. */
export const RUN_ROWS: Listing<RunRow> = {
  columns: [
    { key: 'job', header: 'job', cell: ({ job }) => safeLine(job) },
    { key: 'calculation_id', header: 'id', cell: (row) => String(row.calculationId ?? ''), align: 'right' },
    { key: 'status', header: 'status', cell: ({ status }) => safeLine(status) },
    {
      key: 'duration_s',
      header: 'duration',
      cell: ({ durationMs }) => (durationMs === undefined ? '' : humanDuration(durationMs)),
      align: 'right',
    },
    { key: 'export_folder', header: 'exports in', cell: (row) => safeLine(row.exportFolder ?? '') },
  ],
  json: (row) => ({
    job: row.job,
    calculation_id: row.calculationId ?? null,
    status: row.status,
    duration_s: row.durationMs === undefined ? null : Math.round(row.durationMs / 100) / 10,
    export_folder: row.exportFolder ?? null,
  }),
  id: ({ calculationId }) => calculationId ?? '',
};
