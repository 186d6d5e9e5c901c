import type { LogRow } from '../../engine/types.js';
import type { CalculationReport } from '../../services/report/calculation-report.js';
import { html, type Html } from './html.js';

/** Warnings and errors, and the end of the log as it is. */
export function logSection({ log, calculation }: CalculationReport): Html {
  if ('untold' in log)
    return html`<section id="log" aria-labelledby="log-title"><h2 id="log-title">Log</h2><p class="untold">${log.untold}</p></section>`;
  const { rows, levels, warnings, warningsLeftOut, tail } = log.value;
  const counts = Object.entries(levels).map(([level, count]) => `${count} ${level}`);
  const open = calculation.status === 'failed' || calculation.status === 'aborted';
  return html`<section id="log" aria-labelledby="log-title"><h2 id="log-title">Warnings, errors, log</h2>
<p>${rows === 0 ? 'The log is empty.' : `${rows} rows: ${counts.join(', ')}.`}</p>
${
  warnings.length === 0
    ? html`<p>No warnings and no errors, but for the rows about its own work that some engines log as warnings.</p>`
    : html`<div class="controls"><label>Filter <input type="search" id="log-filter" aria-controls="log-rows"></label><span class="note" id="log-count" role="status"></span></div>
${rowsTable('Warnings and errors', warnings, 'log-rows')}`
}
${warningsLeftOut > 0 && html`<p class="untold">${warningsLeftOut} warnings between the first and the last of these are left out; <code>openquake logs ${calculation.id} --level warn</code> prints all.</p>`}
${
  tail.length > 0 &&
  html`<details${open && html` open`}><summary>The last ${tail.length} of ${rows} rows</summary>
${rowsTable('The end of the log', tail, 'log-tail')}</details>`
}
</section>
`;
}

function rowsTable(caption: string, rows: readonly LogRow[], id: string): Html {
  const kind = ({ level }: LogRow): string =>
    level === 'ERROR' || level === 'CRITICAL' ? 'error' : level === 'WARNING' ? 'warning' : 'plain';
  return html`<div class="scroll tall" tabindex="0" role="group" aria-label="${caption}"><table id="${id}">
<caption class="unseen">${caption}</caption>
<thead><tr><th scope="col">Time, UTC</th><th scope="col">Level</th><th scope="col">Message</th></tr></thead>
<tbody>
${rows.map(
  (
    row,
  ) => html`<tr class="${kind(row)}"><td class="time">${row.time.replace('T', ' ')}</td><td>${row.level}</td><td class="long log">${row.message.trimEnd()}</td></tr>
`,
)}</tbody></table></div>
`;
}
