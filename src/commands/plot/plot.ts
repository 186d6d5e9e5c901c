import { resolve } from 'node:path';
import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { Dataset } from '../../results/dataset.js';
import type { Drawable } from '../../results/drawable.js';
import { fetchDrawable } from '../../services/plot/fetch-drawable.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { safeLine } from '../../views/safe-text.js';
import { expandHome, type RawCommand } from '../command.js';
import { fetchEvents } from '../engine/export-lines.js';
import { ExportLine } from '../engine/export-progress.js';
import { type PlotOptions, readPlotOptions } from './plot-options.js';
import { terminalPlot, writePicture } from './plot-output.js';

/** `openquake plot CALC|FILE [WHAT]` */
export function parse(raw: RawCommand): PlotOptions {
  return readPlotOptions(raw);
}

/** Draws results of a calculation or of exported files: on the terminal, or into a file. */
export async function run(options: PlotOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const { datasets, word, others } = await readSource(options, context);
  // What draws is loaded behind what reads: its errors come at once.
  const [{ figureOf }, { WORLD }] = await Promise.all([
    import('../../views/plot/figures/figure-of.js'),
    import('../../services/plot/world.js'),
  ]);
  const made = figureOf(datasets, word, options.selection, WORLD);
  const { figure } = made;
  const also = others ?? made.others;
  const path =
    options.out === undefined ? undefined : await writePicture(figure, options, options.out, context);
  if (path !== undefined) printer.line(printer.mode.quiet ? path : `Written ${path}`);
  else if (!printer.mode.json) await terminalPlot(figure, options, context);
  if (printer.mode.json) {
    const { figureJson } = await import('../../views/plot/figure-json.js');
    printer.json({
      what: made.word,
      path: path === undefined ? null : resolve(context.cwd, path),
      others: also,
      figure: figureJson(figure),
    });
  }
  if (also.length > 0 && options.what === undefined)
    printer.note(`Also there: ${also.join(', ')}. Name one behind ${safeLine(nameOf(options))} to draw it.`);
  return 'success';
}

function nameOf({ source }: PlotOptions): string {
  return source.kind === 'path' ? source.path : source.word;
}

interface ReadSource {
  readonly datasets: readonly Dataset[];
  readonly word: Drawable | undefined;
  readonly others: readonly Drawable[] | undefined;
}

async function readSource(options: PlotOptions, context: Context): Promise<ReadSource> {
  const { source, what, selection } = options;
  if (source.kind === 'calculation') return fetchFrom(source.word, options, context);
  const { readDatasets } = await import('../../results/read-datasets.js');
  const path = resolve(context.cwd, expandHome(context, source.path));
  const faults: string[] = [];
  const datasets = await readDatasets(path, {
    signal: context.stopped,
    eventId: selection.eventId,
    onFault: (error, file) => {
      faults.push(file);
      context.printer.warn(`${safeLine(file)} is left out: ${error.message}`);
    },
  });
  if (datasets.length === 0) {
    throw new UsageError(`There is nothing to draw in ${safeLine(source.path)}.`, {
      hint:
        faults.length > 0
          ? 'No file in it could be read.'
          : 'A csv or npz that the engine exported is needed, or a folder of such.',
    });
  }
  return { datasets, word: what, others: undefined };
}

async function fetchFrom(
  calculation: string,
  { what, selection }: PlotOptions,
  context: Context,
): Promise<ReadSource> {
  const server = await context.engine();
  const { id } = await selectCalculation(server, calculation, context.stopped);
  const live = await context.printer.live(`Calculation ${id}: asking for what is to be drawn`);
  try {
    const line = new ExportLine(live, context.clock, 1);
    const fetched = await fetchDrawable(
      server,
      id,
      { word: what, kind: selection.kind, eventId: selection.eventId },
      context.clock,
      ({ name }) => {
        line.begin(0, name);
        return fetchEvents(context, name, (done, total) => line.bytes(0, done, total));
      },
      context.stopped,
    );
    return fetched;
  } finally {
    live.stop();
  }
}
