import type { CalculationReport, ReportedOutput } from '../../services/report/calculation-report.js';
import { humanSize } from '../sizes.js';
import { html, type Html } from './html.js';
import { reportTable } from './table.js';

/** What the calculation gave, with what became of each output in this page. */
export function outputsSection({ outputs, hasEnded }: CalculationReport): Html {
  const body =
    'untold' in outputs
      ? html`<p class="untold">${outputs.untold}</p>`
      : outputs.value.length === 0
        ? html`<p class="untold">${hasEnded ? 'It has no outputs.' : 'It has no outputs before its end.'}</p>`
        : table(outputs.value);
  return html`<section id="outputs" aria-labelledby="outputs-title"><h2 id="outputs-title">Outputs</h2>
${body}</section>
`;
}

function table(outputs: readonly ReportedOutput[]): Html {
  const bytes = (output: ReportedOutput): number | undefined =>
    output.sizeMb === undefined ? undefined : output.sizeMb * 1024 ** 2;
  return reportTable(
    'Outputs',
    [
      { title: 'Id', cell: ({ id }) => id, sortBy: ({ id }) => id },
      { title: 'Name', cell: ({ name }) => name },
      { title: 'Type', cell: ({ type }) => html`<code>${type}</code>` },
      { title: 'Formats', cell: ({ formats }) => (formats.length === 0 ? 'none' : formats.join(', ')) },
      {
        title: 'Size',
        cell: (output) => {
          const size = bytes(output);
          return size === undefined ? 'not told' : humanSize(size);
        },
        sortBy: bytes,
      },
      {
        title: 'In this page',
        cell: ({ shown, note }) => note ?? (shown > 0 ? 'yes' : 'no'),
      },
    ],
    outputs,
  );
}
