import { utcMs } from '../../engine/utc-time.js';
import type { CalculationReport } from '../../services/report/calculation-report.js';
import type { Phase } from '../../services/report/read-log.js';
import { humanDuration } from '../sizes.js';
import { html, type Html } from './html.js';
import { reportTable } from './table.js';

/** Where the time went: on the clock by the log, in the workers by task and by operation. */
export function timeSection({ log, performance }: CalculationReport): Html {
  const { tasks, operations } = performance;
  return html`<section id="time" aria-labelledby="time-title"><h2 id="time-title">Duration</h2>
<h3>On the clock, by the log</h3>
${'untold' in log ? html`<p class="untold">${log.untold}</p>` : phases(log.value.phases)}
<h3>In the workers, by task</h3>
${
  'untold' in tasks
    ? html`<p class="untold">${tasks.untold}</p>`
    : tasks.value.length === 0
      ? html`<p class="untold">The engine noted no tasks.</p>`
      : bars(
          'Time by task',
          'Task',
          tasks.value.map(({ task, count, totalSeconds, longestSeconds, memoryGb }) => ({
            name: task,
            seconds: totalSeconds,
            more: [
              String(count),
              seconds(longestSeconds),
              memoryGb === undefined ? 'not told' : `${memoryGb.toFixed(2)} GB`,
            ],
          })),
          ['Tasks', 'Longest', 'Memory, at most'],
        )
}
<h3>In the workers, by operation</h3>
${
  'untold' in operations
    ? html`<p class="untold">${operations.untold}</p>`
    : operations.value.length === 0
      ? html`<p class="untold">The engine noted no operations.</p>`
      : bars(
          'Time by operation',
          'Operation',
          operations.value.map(({ operation, seconds: took, memoryMb, count }) => ({
            name: operation,
            seconds: took,
            more: [String(count), memoryMb === 0 ? '' : `${memoryMb.toFixed(1)} MB`],
          })),
          ['Calls', 'Memory, at most'],
        )
}
<p class="note">Workers run side by side, and an operation may be part of another: these seconds are of all of them together, and add up to more than the clock.</p>
</section>
`;
}

function phases(all: readonly Phase[]): Html {
  if (all.length === 0) return html`<p class="untold">The log tells of no tasks.</p>`;
  const rows = all.map(({ task, start, end }) => ({
    name: task,
    seconds: Math.max(0, utcMs(end) - utcMs(start)) / 1000,
    more: [start.replace('T', ' '), end.replace('T', ' ')],
  }));
  return bars('Phases by the log', 'Phase', rows, ['First row, UTC', 'Last row, UTC']);
}

interface Bar {
  readonly name: string;
  readonly seconds: number;
  readonly more: readonly string[];
}

function bars(caption: string, what: string, rows: readonly Bar[], titles: readonly string[]): Html {
  const most = Math.max(...rows.map((row) => row.seconds), Number.MIN_VALUE);
  const table = reportTable(
    caption,
    [
      { title: what, cell: ({ name }: Bar) => name },
      { title: 'Time', cell: (row) => seconds(row.seconds), sortBy: (row) => row.seconds },
      // Drawn for the eye only: the number stands beside it.
      {
        title: 'Share of the longest',
        cell: (row) =>
          html`<svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 1"><rect width="${((100 * row.seconds) / most).toFixed(2)}" height="1"/></svg>`,
      },
      ...titles.map((title, nth) => ({ title, cell: ({ more }: Bar) => more[nth] ?? '' })),
    ],
    rows,
  );
  return html`<div class="bars">${table}</div>`;
}

/** Below ten minutes in seconds, as the engine logs them. */
function seconds(value: number): string {
  return value < 600 ? `${value.toFixed(value < 10 ? 2 : 1)} s` : humanDuration(value * 1000);
}
