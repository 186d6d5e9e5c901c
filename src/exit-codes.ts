/** One row of the exit-code table: the number a script sees, its name, and the sentence help prints. */
export interface ExitCodeRow {
  readonly code: number;
  readonly name: string;
  readonly meaning: string;
}

/**
 * Every exit code of the program. They are an interface: scripts branch on them, so rows are added, never
 * renumbered. 0, 1 and 2 are the engine's own.
 */
export const EXIT_CODES = {
  success: {
    code: 0,
    name: 'success',
    meaning: 'what was asked for is done; after a run: the calculation is complete',
  },
  calculationFailed: {
    code: 1,
    name: 'calculation-failed',
    meaning: 'the calculation failed, or the server refuses what was asked',
  },
  usage: { code: 2, name: 'usage', meaning: 'the command line is wrong; nothing was done' },
  calculationAborted: { code: 3, name: 'calculation-aborted', meaning: 'the calculation was aborted' },
  login: { code: 4, name: 'login', meaning: 'the server wants a login, or refuses this user' },
  invalidInput: { code: 5, name: 'invalid-input', meaning: 'the inputs are invalid; nothing was sent' },
  stillRunning: {
    code: 6,
    name: 'still-running',
    meaning: 'gave up waiting; the calculation still runs and its id is printed',
  },
  unreachable: {
    code: 7,
    name: 'unreachable',
    meaning: 'the server cannot be reached or fails, or contact was lost; the id, if any, is printed',
  },
  notFound: { code: 8, name: 'not-found', meaning: 'no such calculation or output' },
  incompleteResults: {
    code: 9,
    name: 'incomplete-results',
    meaning: 'an export or a download failed; what was written is whole',
  },
  resultsDiffer: {
    code: 10,
    name: 'results-differ',
    meaning: 'compared results differ by more than the tolerance, or are missing on one side',
  },
  localEngine: {
    code: 11,
    name: 'local-engine',
    meaning: 'the engine on this machine cannot be installed, started or stopped',
  },
  internal: { code: 70, name: 'internal', meaning: 'a fault in this program; please report it' },
  interrupted: {
    code: 130,
    name: 'interrupted',
    meaning: 'interrupted by Ctrl-C; a calculation that was submitted goes on and its id is printed',
  },
  terminated: { code: 143, name: 'terminated', meaning: 'the same, by SIGTERM' },
} as const satisfies Record<string, ExitCodeRow>;

/** The name by which the code refers to a row of {@link EXIT_CODES}. */
export type ExitCodeName = keyof typeof EXIT_CODES;

/** @returns the number that a shell sees for a row of the table. */
export function exitCode(name: ExitCodeName): number {
  return EXIT_CODES[name].code;
}
