import type { Ancestor, CalculationReport } from '../../services/report/calculation-report.js';
import { html, type Html } from './html.js';
import { engineOf } from './report-summary.js';

/** Where the numbers come from, and how to have them again. */
export function provenanceSection(report: CalculationReport): Html {
  const { calculation, ancestors, inputs, host, clientVersion, serverVersion, madeAt } = report;
  const checksum = 'value' in inputs ? inputs.value.checksum : undefined;
  const sums = [...new Set(report.datasets.map(({ origin }) => origin.checksum))].filter(
    (sum) => sum !== undefined,
  );
  return html`<section id="provenance" aria-labelledby="provenance-title"><h2 id="provenance-title">Provenance</h2>
<ol class="chain">
<li><strong>Calculation ${calculation.id}</strong>, ${calculation.calculationMode}, ${calculation.status}: ${calculation.description}</li>
${ancestors.map(ancestorItem)}</ol>
<dl class="facts">
<dt>Computed by</dt><dd>OpenQuake engine ${engineOf(report) ?? '(release not told)'} on ${host}, for ${calculation.owner}</dd>
<dt>Read by</dt><dd>openquake ${clientVersion}, at ${madeAt} UTC, from engine server ${serverVersion}</dd>
<dt>Checksum of the inputs</dt><dd>${checksum ?? sums[0] ?? 'not told by the server'}${sums.length > 0 && sums.some((sum) => String(sum) !== (checksum ?? String(sums[0]))) && ` (in the heads of the exports: ${sums.join(', ')})`}</dd>
</dl>
<h3>How to have it again</h3>
<p>The same calculation on the inputs that the server still holds, its outputs, and this report:</p>
<pre class="command" tabindex="0">${commands(report)}</pre>
<p class="note">From the job's own files: <code>openquake${hostWords(report)} --run job.ini${ancestors[0] !== undefined && ` --hc ${ancestors[0].id}`}</code></p>
</section>
`;
}

function ancestorItem({ id, calculation }: Ancestor): Html {
  return calculation === undefined
    ? html`<li>started from <strong>calculation ${id}</strong>, of which the server tells nothing any more</li>
`
    : html`<li>started from <strong>calculation ${id}</strong>, ${calculation.calculationMode}, ${calculation.status}${calculation.startTime !== undefined && `, ${calculation.startTime} UTC`}: ${calculation.description}</li>
`;
}

function hostWords({ hostFlag }: CalculationReport): string {
  return hostFlag === '' ? '' : ` ${hostFlag}`;
}

function commands(report: CalculationReport): string {
  const { id } = report.calculation;
  const start = `openquake${hostWords(report)}`;
  return [
    `${start} rerun ${id}`,
    `${start} export ${id} results-${id}`,
    `${start} report ${id} -o report-${id}.html`,
  ].join('\n');
}
