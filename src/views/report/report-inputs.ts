import type { CalculationReport } from '../../services/report/calculation-report.js';
import type { ReportedInput, ReportedInputs } from '../../services/report/read-inputs.js';
import { humanSize } from '../sizes.js';
import { html, type Html } from './html.js';
import { reportTable } from './table.js';

/** The files that the calculation read, with what the server does not tell of them. */
export function inputsSection({ inputs }: CalculationReport): Html {
  return html`<section id="inputs" aria-labelledby="inputs-title"><h2 id="inputs-title">Inputs</h2>
${'untold' in inputs ? html`<p class="untold">${inputs.untold}</p>` : body(inputs.value)}</section>
`;
}

function body({ files, source, checksum, untold }: ReportedInputs): Html {
  const isSent = source === 'sent';
  return html`${isSent && html`<p>Every file as it was sent to the server, noted on the machine that sent it.</p>`}${
    files.length > 0 &&
    reportTable(
      'Inputs',
      [
        ...(isSent
          ? []
          : [{ title: 'Input', cell: ({ role }: ReportedInput) => html`<code>${role}</code>` }]),
        { title: 'File', cell: ({ path }) => html`<span class="path">${path}</span>` },
        ...(isSent
          ? [
              {
                title: 'Size',
                cell: ({ sizeBytes }: ReportedInput) =>
                  sizeBytes === undefined ? 'not known' : humanSize(sizeBytes),
                sortBy: ({ sizeBytes }: ReportedInput) => sizeBytes,
              },
              {
                title: 'SHA-256',
                cell: ({ sha256 }: ReportedInput) =>
                  sha256 === undefined
                    ? 'not known: it changed meanwhile'
                    : html`<code class="hash">${sha256}</code>`,
              },
            ]
          : []),
      ],
      files,
    )
  }
${checksum !== undefined && html`<p>The engine's checksum of all inputs (Adler-32): <code>${checksum}</code></p>`}
${untold !== undefined && html`<p class="untold">${untold}</p>`}`;
}
