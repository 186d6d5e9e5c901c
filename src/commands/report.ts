import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from '../context.js';
import { diskFault, LocalFileError } from '../errors.js';
import type { ExitCodeName } from '../exit-codes.js';
import { writeWhole } from '../own-files/write-whole.js';
import { submittedFolder } from '../services/provenance/submitted-inputs.js';
import { hasScreen, openPage } from '../services/open-page.js';
import type { CalculationReport } from '../services/report/calculation-report.js';
import { gatherReport } from '../services/report/gather-report.js';
import { makeScratchFolder } from '../services/scratch-folder.js';
import { selectCalculation } from '../services/select-calculations.js';
import { humanSize } from '../views/sizes.js';
import { expandHome, isSet, type RawCommand, readCalculation, textFlag } from './command.js';
import { clientVersion } from './engine/client-version.js';
import { serverName } from './engine/server-name.js';
import { mustBeFree } from './must-be-free.js';

interface ReportOptions {
  /** As the user names it. */
  readonly calculation: string;
  /** As typed; undefined for a name by the calculation, in the current folder. */
  readonly output: string | undefined;
  readonly overwrite: boolean;
  /** Whether the page is to be opened in the browser. */
  readonly opens: boolean;
}

/** `openquake report CALC [-o FILE.html] [--overwrite] [--open]` */
export function parse(raw: RawCommand): ReportOptions {
  return {
    calculation: readCalculation(raw.args[0], 'CALC'),
    output: textFlag(raw, 'output'),
    overwrite: isSet(raw, 'overwrite'),
    opens: isSet(raw, 'open'),
  };
}

/** Writes one HTML page with all that the server tells of a calculation: it needs no other file, and no network. */
export async function run(options: ReportOptions, context: Context): Promise<ExitCodeName> {
  const { printer, clock, stopped } = context;
  const server = await context.engine();
  const calculation = await selectCalculation(server, options.calculation, stopped);
  const shown = expandHome(context, options.output ?? `report-${calculation.id}.html`);
  const path = resolve(context.cwd, shown);
  await mustBeFree(path, shown, options.overwrite, 'the report');
  const folder = await makeScratchFolder('report');
  const live = await printer.live(`Asking for calculation ${calculation.id}`);
  let page: string;
  let report: CalculationReport;
  try {
    const notes = { folder: submittedFolder(context), server: await serverName(context, server) };
    const request = { clientVersion: clientVersion(), notes, folder, clock, signal: stopped };
    report = await gatherReport(server, calculation, { ...request, working: (words) => live.update(words) });
    live.update('Drawing');
    const [{ reportPage }, { WORLD }] = await Promise.all([
      import('../views/report/report-page.js'),
      import('../services/plot/world.js'),
    ]);
    page = reportPage(report, WORLD);
  } finally {
    live.stop();
    await rm(folder, { recursive: true, force: true });
  }
  await writeWhole(path, page).catch((error: unknown) => {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    throw new LocalFileError(`Cannot write ${shown}: ${fault.reason}.`, { cause: error });
  });
  const sizeBytes = Buffer.byteLength(page);
  printer.line(
    printer.mode.quiet ? shown : `${shown}: report of calculation ${calculation.id}, ${humanSize(sizeBytes)}`,
  );
  printer.json({ path, calculation_id: calculation.id, size_bytes: sizeBytes, left_out: leftOut(report) });
  if (options.opens) await open(path, context);
  return 'success';
}

/** What the page does not hold, in words: each also stands in its place in the page. */
function leftOut({ parameters, inputs, log, performance, outputs }: CalculationReport): string[] {
  const parts = [parameters, inputs, log, performance.tasks, performance.operations, outputs];
  const untold = parts.flatMap((part) => ('untold' in part ? [part.untold] : []));
  const notes =
    'value' in outputs
      ? outputs.value.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]))
      : [];
  return [...untold, ...notes];
}

/** A page that cannot be opened is there all the same. */
async function open(path: string, context: Context): Promise<void> {
  const opened = hasScreen(context) && (await openPage(pathToFileURL(path).href, context));
  if (opened) context.printer.note(`Opening ${path} in your browser`);
  else context.printer.warn(`No browser could be opened here: open ${path} yourself.`);
}
