import type { CheckedOutput } from '../../services/check/check-results.js';
import { escapeHtml } from '../escape-html.js';
import { safeText } from '../safe-text.js';
import { cellLines, faultWords } from './check-words.js';

/**
 * @param name of the suite: what was checked.
 * @returns a JUnit report as CI servers read it: a test case for each output that is expected, `failure` with the worst cells.
 */
export function checkJunit(name: string, checked: readonly CheckedOutput[], seconds: number): string {
  const cases = checked.filter(({ verdict, fails }) => verdict !== 'extra' || fails);
  const failed = cases.filter(({ fails }) => fails).length;
  const skipped = cases.filter(({ verdict, fails }) => verdict === 'not-compared' && !fails).length;
  const counts = `tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${attribute(name)}" ${counts}>`,
    ...cases.flatMap((one) => caseLines(name, one)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines(suite: string, checked: CheckedOutput): string[] {
  const { output, verdict, fails } = checked;
  const head = `    <testcase classname="${attribute(suite)}" name="${attribute(output)}" time="0"`;
  if (fails) {
    const why = faultWords(checked);
    const body = [why, ...cellLines(checked)].join('\n');
    return [
      `${head}>`,
      `      <failure type="${verdict}" message="${attribute(why)}">${attribute(body)}</failure>`,
      '    </testcase>',
    ];
  }
  if (verdict === 'not-compared')
    return [`${head}>`, `      <skipped message="${attribute(faultWords(checked))}"/>`, '    </testcase>'];
  return [`${head}/>`];
}

/** What XML cannot hold is replaced by the escape. */
function attribute(text: string): string {
  return escapeHtml(safeText(text));
}
