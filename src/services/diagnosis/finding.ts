import type { ExitCodeName } from '../../exit-codes.js';

/** What one check of a set-up found. */
export interface Finding {
  /** One word, e.g. `tcp`. */
  readonly check: string;
  readonly result: 'ok' | 'warn' | 'fail';
  /** What was found, in words; never a secret. */
  readonly finding: string;
  readonly nextStep?: string | undefined;
  /** What a failure means for the whole; success otherwise. */
  readonly exit: ExitCodeName;
}

/** @returns a finding that is as it should be. */
export function fine(check: string, finding: string): Finding {
  return { check, result: 'ok', finding, exit: 'success' };
}

/** @returns a finding that may cause trouble. */
export function doubtful(check: string, finding: string, nextStep: string): Finding {
  return { check, result: 'warn', finding, nextStep, exit: 'success' };
}

/** @returns a finding that stops work. */
export function broken(check: string, finding: string, nextStep: string, exit: ExitCodeName): Finding {
  return { check, result: 'fail', finding, nextStep, exit };
}
