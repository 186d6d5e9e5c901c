import type { InputFault } from '../errors.js';
import { type FaultReport, inOrder } from './fault-list.js';

/** Faults and warnings for `--json`, in the order in which people read them. */
export function faultReportJson({ faults, warnings }: FaultReport): Record<string, unknown> {
  return {
    faults: inOrder(faults).map((fault) => faultJson(fault, 'error')),
    warnings: inOrder(warnings).map((fault) => faultJson(fault, 'warning')),
  };
}

/** What an engine found wrong, said in the user's files; no field where it named none. */
export function faultsJson(faults: readonly InputFault[]): Record<string, unknown> {
  return faults.length === 0 ? {} : { faults: inOrder(faults).map((fault) => faultJson(fault, 'error')) };
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
