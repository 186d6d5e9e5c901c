import type { Listing } from '../listing.js';
import type { Finding } from '../services/diagnosis/finding.js';
import { safeLine } from './safe-text.js';

/** Findings about a set-up. */
export const FINDINGS: Listing<Finding> = {
  columns: [
    { key: 'result', header: 'result', cell: ({ result }) => result },
    { key: 'check', header: 'check', cell: ({ check }) => check },
    { key: 'finding', header: 'finding', cell: ({ finding }) => safeLine(finding) },
    { key: 'next_step', header: 'next step', cell: ({ nextStep }) => safeLine(nextStep ?? '') },
  ],
  json: ({ check, result, finding, nextStep }) => ({ check, result, finding, next_step: nextStep ?? null }),
  id: ({ check }) => check,
};

/** `fail  tcp  my-host:8800: nothing listens there`, with the next step on a line of its own. */
export function findingLine(
  finding: Finding,
  mark: (result: Finding['result'], text: string) => string,
): string {
  const head = `${mark(finding.result, finding.result.padEnd(4))}  ${finding.check.padEnd(12)}  `;
  const next = finding.nextStep === undefined ? '' : `\n${' '.repeat(20)}-> ${safeLine(finding.nextStep)}`;
  return `${head}${safeLine(finding.finding)}${next}`;
}
