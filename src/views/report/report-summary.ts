import type { CalculationReport } from '../../services/report/calculation-report.js';
import { utcMs } from '../../engine/utc-time.js';
import { humanDuration, humanSize } from '../sizes.js';
import { html, type Html } from './html.js';
import { statusClass } from '../status-mark.js';

/** Title, status and where it ran. */
export function reportHead(report: CalculationReport): Html {
  const { calculation, host } = report;
  return html`<header class="top">
<div class="row">
<div><h1>${titleOf(report)}</h1>
<p class="about">${statusMark(calculation.status)} Calculation ${calculation.id} on ${host}, ${calculation.calculationMode}</p></div>
<button type="button" class="theme" id="theme" hidden>Dark</button>
</div>
</header>
`;
}

/** @returns the description, or what stands for one where there is none. */
export function titleOf({ calculation }: CalculationReport): string {
  const words = calculation.description.trim();
  return words === '' ? `Calculation ${calculation.id}` : words;
}

/** The facts of the calculation in a list. */
export function summarySection(report: CalculationReport): Html {
  const { calculation, times, ancestors, children } = report;
  const start = times.start ?? calculation.startTime;
  const ms = utcMs(times.stop) - utcMs(start);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Mode', calculation.calculationMode],
    ['Engine', engineOf(report) ?? `not told; the server is ${report.serverVersion} today`],
    ['Host', report.host],
    ['User', calculation.owner],
    ['Start', start === undefined ? 'not told by the server' : `${start} UTC`],
    [
      'End',
      times.stop === undefined
        ? report.hasEnded
          ? 'not told by the server'
          : 'still running'
        : `${times.stop} UTC`,
    ],
    ['Duration', ms >= 0 ? humanDuration(ms) : undefined],
    ['Data', calculation.sizeMb === undefined ? undefined : humanSize(calculation.sizeMb * 1024 ** 2)],
    ['Started from', ancestors[0] === undefined ? undefined : `calculation ${ancestors[0].id}`],
    ['Led to', children.length === 0 ? undefined : `calculations ${children.join(', ')}`],
    ['Tags', calculation.tags.length === 0 ? undefined : calculation.tags.join(', ')],
    ['Report', `made ${report.madeAt} UTC by openquake ${report.clientVersion}`],
  ];
  return html`<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>
<dl class="facts">${facts.map(([name, value]) => value !== undefined && value !== '' && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${!report.hasEnded && html`<p class="untold">It had not ended when this report was made: parameters, outputs and results cannot be read before its end.</p>`}
</section>
`;
}

function statusMark(status: string): Html {
  return html`<span class="${statusClass(status)}">${status}</span>`;
}

/** Of a failed calculation: the engine's words, whole. */
export function failureSection({ calculation, failure, log }: CalculationReport): Html {
  if (calculation.status !== 'failed' && calculation.status !== 'aborted') return html``;
  const lines = failure?.message.trimEnd().split('\n') ?? [];
  const last = lines.findLast((line) => line.trim() !== '');
  return html`<section id="failure" aria-labelledby="failure-title"><h2 id="failure-title">Why it ${calculation.status === 'aborted' ? 'ended' : 'failed'}</h2>
<div class="failure">${
    last === undefined
      ? html`<p class="words">${'untold' in log ? log.untold : 'Its log has no error: it was stopped from outside, or its process died.'}</p>`
      : html`<p class="words">${last}</p>
${lines.length > 1 && html`<details><summary>All that the engine said (${lines.length} lines)</summary><pre tabindex="0">${lines.join('\n')}</pre></details>`}`
  }
<p class="note"><a href="#log">The end of the log</a> is below.</p></div>
</section>
`;
}

/** @returns the release that computed: as the log has it, or the heads of the exports; undefined where neither tells. */
export function engineOf({ log, datasets }: CalculationReport): string | undefined {
  const logged = 'value' in log ? log.value.engineVersion : undefined;
  const inHeads = datasets.find(({ origin }) => origin.generatedBy !== undefined)?.origin.generatedBy;
  return logged ?? inHeads?.replace(/^OpenQuake engine /, '');
}
