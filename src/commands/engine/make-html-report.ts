import { resolve } from 'node:path';
import type { Context } from '../../context.js';
import { diskFault, LocalFileError, UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { writeWhole } from '../../own-files/write-whole.js';
import { calculationsOf, describeCalculation } from '../../services/describe-day.js';
import { dayReportHtml, type ReportedCalculation } from '../../views/day-report.js';
import { type RawCommand, textFlag } from '../command.js';
import { QUESTIONS_AT_A_TIME, runPool } from './run-pool.js';

interface ReportOptions {
  /** `YYYY-MM-DD`, or undefined for today. */
  readonly day: string | undefined;
}

/** `--make-html-report YYYY-MM-DD|today`. */
export function parse(raw: RawCommand): ReportOptions {
  const text = textFlag(raw, 'makeHtmlReport') ?? '';
  if (text === 'today') return { day: undefined };
  // The round trip finds days that there are not, such as 2026-02-30.
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && dayOf(time) === text) return { day: text };
  throw new UsageError(`--make-html-report takes today or a day such as 2026-11-22, not "${text}".`);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Writes `jobs-DATE.html` into the current folder, as the engine does, from what the server tells. */
export async function run(options: ReportOptions, context: Context): Promise<ExitCodeName> {
  const { printer, clock } = context;
  const server = await context.engine();
  const day = options.day ?? dayOf(clock.now());
  const engineVersion = await server.version(context.stopped);
  const found = await calculationsOf(server, day, context.stopped);
  const calculations: ReportedCalculation[] = [];
  const live = await printer.live(`Asking about ${found.length} calculations of ${day}`);
  try {
    await runPool(
      found,
      QUESTIONS_AT_A_TIME,
      async (calculation) => describeCalculation(server, calculation, context.stopped),
      (described) => {
        calculations.push(described);
        live.update(`Calculation ${described.calculation.id}, ${calculations.length} of ${found.length}`);
      },
    );
  } finally {
    live.stop();
  }
  const madeAt = new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' ');
  const name = `jobs-${day}.html`;
  const html = dayReportHtml({ day, host: server.url, engineVersion, madeAt, calculations });
  await writeWhole(resolve(context.cwd, name), html).catch((error: unknown) => {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    throw new LocalFileError(`Cannot write ${name}: ${fault.reason}.`, { cause: error });
  });
  printer.line(printer.mode.quiet ? name : `Written ${name}`);
  printer.json({ path: resolve(context.cwd, name), day, calculations: found.map(({ id }) => id) });
  return 'success';
}
