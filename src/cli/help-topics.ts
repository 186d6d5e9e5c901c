import { EXIT_CODES } from '../exit-codes.js';

/** Shown before everything else in help: what most users type. */
export const EXAMPLES = `Examples:
  openquake --host my-host --run-hazard job.ini          run on a server, follow, list the outputs
  openquake --host my-host --run-risk risk.ini --hc 42   risk on the hazard of calculation 42
  openquake --run hazard.ini risk.ini --exports csv      both, on the engine of this machine
  openquake --host my-host --export-outputs 42 results   all outputs of calculation 42
`;

/** Shown last in help. */
export const EPILOGUE = `
Exit codes:
${Object.values(EXIT_CODES)
  .map((row) => `  ${String(row.code).padStart(3)}  ${row.meaning}`)
  .join('\n')}

Every flag of "oq engine" has its old names too (--rh, --lhc, --eos ...), and unambiguous prefixes work.`;
