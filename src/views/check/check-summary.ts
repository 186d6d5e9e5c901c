import type { CheckedOutput } from '../../services/check/check-results.js';
import { safeLine } from '../safe-text.js';
import { cellLines, faultWords, sizeWords, verdictWords } from './check-words.js';

/** Outputs whose cells are told; GitHub takes a megabyte for each step. */
const MOST_TOLD = 30;
const MOST_ROWS = 500;

/** @returns the check as Markdown for the page of a run of GitHub Actions (`GITHUB_STEP_SUMMARY`). */
export function checkSummary(what: string, checked: readonly CheckedOutput[]): string {
  const compared = checked.filter(({ verdict }) => verdict !== 'extra');
  const failing = checked.filter(({ fails }) => fails);
  const extra = checked.filter(({ verdict, fails }) => verdict === 'extra' && !fails).length;
  const rows = checked.filter(({ verdict, fails }) => verdict !== 'extra' || fails);
  return [
    `### ${failing.length === 0 ? '✅' : '❌'} ${cell(what)}`,
    '',
    failing.length === 0
      ? `All ${compared.length} expected outputs agree.`
      : `${failing.length} of ${compared.length} outputs differ from what is expected.`,
    '',
    '| output | verdict | rows | cells beyond | max. rel. difference |',
    '| --- | --- | ---: | ---: | ---: |',
    ...rows.slice(0, MOST_ROWS).map(row),
    ...(rows.length > MOST_ROWS ? ['', `And ${rows.length - MOST_ROWS} more.`] : []),
    ...failing.slice(0, MOST_TOLD).flatMap(details),
    ...(extra > 0 ? ['', `Outputs that nobody expects: ${extra}.`] : []),
    '',
    '',
  ].join('\n');
}

function row(checked: CheckedOutput): string {
  const { output, comparison, fails } = checked;
  const largest = comparison?.maxRelative;
  const verdict = verdictWords(checked);
  return `| ${cell(output)} | ${fails ? `**${verdict}**` : verdict} | ${comparison?.rows ?? ''} | ${comparison?.cellsBeyond ?? ''} | ${largest === undefined ? '' : sizeWords(largest)} |`;
}

function details(checked: CheckedOutput): string[] {
  const lines = [faultWords(checked), ...cellLines(checked)];
  return [
    '',
    `<details><summary>${cell(checked.output)}</summary>`,
    '',
    '```text',
    ...lines.map((line) => line.replaceAll('```', "'''")),
    '```',
    '',
    '</details>',
  ];
}

/** Names of files must not end a cell or begin markup. */
function cell(text: string): string {
  return safeLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[|\\`*_[\]]/g, (letter) => `\\${letter}`);
}
