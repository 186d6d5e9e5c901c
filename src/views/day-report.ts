import type { CalculationTimes } from '../engine/calculation-times.js';
import type { Calculation, Output } from '../engine/types.js';
import { utcMs } from '../engine/utc-time.js';
import { DAY_REPORT_STYLE } from './day-report-style.js';
import { escapeHtml } from './escape-html.js';
import { humanDuration, humanSize } from './sizes.js';
import { statusClass } from './status-mark.js';

/** A calculation and what the server told of it beyond its row in the list. */
export interface ReportedCalculation {
  readonly calculation: Calculation;
  readonly times: CalculationTimes;
  readonly outputs: readonly Output[];
  /** The engine's own report in reStructuredText: parameters, tasks, slowest operations. */
  readonly fullReport: string | undefined;
  /** Why it failed, where it did. */
  readonly errors: string | undefined;
  /** What the server would not tell, in words. */
  readonly untold: readonly string[];
}

/** What the report of a day tells. */
interface DayReport {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** Base URL of the server. */
  readonly host: string;
  readonly engineVersion: string;
  /** When it was made, `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly madeAt: string;
  readonly calculations: readonly ReportedCalculation[];
}

/** @returns the page: one HTML file that needs no other, every text from the server escaped. */
export function dayReportHtml(report: DayReport): string {
  const { day, host, calculations } = report;
  const title = `Calculations of ${escapeHtml(day)}`;
  const rows = calculations.map(({ calculation, times }) => summaryRow(calculation, times)).join('\n');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${DAY_REPORT_STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p class="about">${escapeHtml(countWords(calculations))} started that day (UTC) on <a href="${escapeHtml(host)}/engine/">${escapeHtml(host)}</a>, engine ${escapeHtml(report.engineVersion)}. Report made ${escapeHtml(report.madeAt)} UTC.</p>
${calculations.length === 0 ? '' : summaryTable(rows)}
${calculations.map((one) => article(one, host)).join('\n')}
</body>
</html>
`;
}

/** e.g. `3 calculations: 2 complete, 1 failed`. */
function countWords(calculations: readonly ReportedCalculation[]): string {
  const counts = new Map<string, number>();
  for (const { calculation } of calculations) {
    counts.set(calculation.status, (counts.get(calculation.status) ?? 0) + 1);
  }
  const parts = [...counts].map(([status, count]) => `${count} ${status}`);
  const what = calculations.length === 1 ? 'calculation' : 'calculations';
  return parts.length === 0 ? `No ${what}` : `${calculations.length} ${what} (${parts.join(', ')})`;
}

function summaryTable(rows: string): string {
  return `<div class="scroll"><table>
<thead><tr><th class="number">id</th><th>status</th><th>mode</th><th>description</th><th>owner</th><th>start</th><th class="number">duration</th></tr></thead>
<tbody>
${rows}
</tbody>
</table></div>`;
}

function summaryRow(calculation: Calculation, times: CalculationTimes): string {
  const { id, calculationMode, description, owner } = calculation;
  const start = times.start ?? calculation.startTime ?? '';
  return `<tr><td class="number"><a href="#calculation-${id}">${id}</a></td><td>${statusMark(calculation)}</td><td>${escapeHtml(calculationMode)}</td><td class="words">${escapeHtml(description)}</td><td>${escapeHtml(owner)}</td><td class="time">${escapeHtml(start.slice(11))}</td><td class="number">${escapeHtml(duration(times) ?? '')}</td></tr>`;
}

function statusMark({ status }: Calculation): string {
  return `<span class="${statusClass(status)}">${escapeHtml(status)}</span>`;
}

/** @returns undefined while it runs, and where its end was not written down. */
function duration({ start, stop }: CalculationTimes): string | undefined {
  const ms = utcMs(stop) - utcMs(start);
  return ms >= 0 ? humanDuration(ms) : undefined;
}

function article(reported: ReportedCalculation, host: string): string {
  const { calculation, times, outputs, fullReport, errors, untold } = reported;
  const { id } = calculation;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['mode', calculation.calculationMode],
    ['owner', calculation.owner],
    ['start', times.start ?? calculation.startTime],
    ['end', times.stop],
    ['duration', duration(times)],
    ['size', calculation.sizeMb === undefined ? undefined : humanSize(calculation.sizeMb * 1024 ** 2)],
    ['starts from', calculation.parentId === undefined ? undefined : `calculation ${calculation.parentId}`],
    ['tags', calculation.tags.length === 0 ? undefined : calculation.tags.join(', ')],
    ['not told', untold.length === 0 ? undefined : untold.join(' ')],
  ];
  const known = facts.filter(
    (fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== '',
  );
  return `<article id="calculation-${id}">
<h2><a href="${escapeHtml(host)}/engine/${id}/outputs">${id}</a> ${escapeHtml(calculation.description)} ${statusMark(calculation)}</h2>
<dl>${known.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
${outputs.length === 0 ? '' : outputsTable(outputs, host)}
${errors === undefined ? '' : `<h3>Why it failed</h3>\n<pre>${escapeHtml(errors)}</pre>`}
${fullReport === undefined ? '' : `<details><summary>Parameters, tasks and slowest operations</summary>\n<pre>${escapeHtml(fullReport)}</pre></details>`}
</article>`;
}

function outputsTable(outputs: readonly Output[], host: string): string {
  const rows = outputs.map(({ id, name, formats, sizeMb }) => {
    const links = formats.map((format) => {
      const url = `${host}/v1/calc/result/${id}?export_type=${encodeURIComponent(format)}`;
      return `<a href="${escapeHtml(url)}">${escapeHtml(format)}</a>`;
    });
    const size = sizeMb === undefined ? '' : humanSize(sizeMb * 1024 ** 2);
    return `<tr><td class="number">${id}</td><td>${escapeHtml(name)}</td><td>${links.join(' ')}</td><td class="number">${escapeHtml(size)}</td></tr>`;
  });
  return `<h3>Outputs</h3>
<div class="scroll"><table>
<thead><tr><th class="number">id</th><th>name</th><th>export</th><th class="number">size</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`;
}
