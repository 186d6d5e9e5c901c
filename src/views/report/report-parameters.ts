import type { CalculationReport } from '../../services/report/calculation-report.js';
import { PARAMETER_GROUPS } from '../../services/report/parameter-groups.js';
import type { ReportedParameter } from '../../services/report/read-parameters.js';
import { html, type Html } from './html.js';

const FROM: Readonly<Record<ReportedParameter['from'], string>> = {
  job: 'job',
  engine: 'worked out by the engine',
  default: 'default',
};

/** Every parameter by group; those left at their defaults are faint and can be hidden. */
export function parametersSection({ parameters, serverVersion }: CalculationReport): Html {
  const body =
    'untold' in parameters
      ? html`<p class="untold">${parameters.untold}</p>`
      : html`<div class="controls"><label>Filter <input type="search" id="parameter-filter" aria-controls="parameter-rows"></label>
<label><input type="checkbox" id="parameter-defaults"> Hide defaults</label>
<span class="note" id="parameter-count" role="status"></span></div>
<div class="scroll tall" tabindex="0" role="group" aria-label="Parameters"><table id="parameter-rows">
<caption class="unseen">Parameters by group</caption>
<thead><tr><th scope="col">Parameter</th><th scope="col">Value</th><th scope="col">From</th></tr></thead>
${PARAMETER_GROUPS.map((group) => groupRows(group, parameters.value))}</table></div>
<p class="note">Values as the engine keeps them after reading the job. Defaults (faint) are those of engine ${serverVersion}, which the server runs today.</p>`;
  return html`<section id="parameters" aria-labelledby="parameters-title"><h2 id="parameters-title">Parameters</h2>
${body}</section>
`;
}

function groupRows(group: string, all: readonly ReportedParameter[]): Html {
  const members = all.filter((parameter) => parameter.group === group);
  if (members.length === 0) return html``;
  return html`<tbody><tr class="group"><th colspan="3" scope="rowgroup">${group}</th></tr>
${members.map(
  ({ name, value, from }) =>
    html`<tr${from === 'default' ? html` class="default"` : undefined}><td><code>${name}</code></td><td class="long">${value}</td><td>${FROM[from]}</td></tr>
`,
)}</tbody>
`;
}
