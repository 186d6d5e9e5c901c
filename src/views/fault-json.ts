import type { InputFault } from '../errors.js';
import { type FaultReport, inOrder } from './fault-list.js';

/** Faults and warnings for `--json`, in the order in which people read them. */
export function faultReportJson({ faults, warnings }: FaultReport): Record<string, unknown> {
  return {
    faults: inOrder(faults).map((fault) => faultJson(fault, 'error')),
    warnings: inOrder(warnings).map((fault) => faultJson(fault, 'warning')),
  };
}

/** One fault: `excerpt.text` is the line, or what was kept of a long one; `excerpt.caret` the 1-based place in it. */
function faultJson(fault: InputFault, severity: 'error' | 'warning'): Record<string, unknown> {
  const { file, line, column, message, fix, excerpt } = fault;
  return {
    file,
    line: line ?? null,
    column: column ?? null,
    severity,
    message,
    fix: fix ?? null,
    excerpt:
      excerpt === undefined
        ? null
        : { text: excerpt.text, caret: column === undefined ? null : column - excerpt.start },
  };
}
