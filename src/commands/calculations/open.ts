import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { hasScreen, openPage } from '../../services/open-page.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { type RawCommand, readCalculation } from '../command.js';

interface OpenOptions {
  /** As the user names it. */
  readonly calculation: string;
}

/** `openquake open SELECTOR` */
export function parse(raw: RawCommand): OpenOptions {
  return { calculation: readCalculation(raw.args[0], 'CALC') };
}

/** Opens the engine's web page of a calculation; prints its address where there is no browser, or nobody before one. */
export async function run(options: OpenOptions, context: Context): Promise<ExitCodeName> {
  const { printer, globals, streams } = context;
  const server = await context.engine();
  const { id } = await selectCalculation(server, options.calculation, context.stopped);
  const url = `${server.url}/engine/${id}/outputs`;
  const mayOpen =
    streams.stdout.isTerminal &&
    !globals.noInput &&
    !globals.inCi &&
    !printer.mode.json &&
    !printer.mode.quiet &&
    hasScreen(context);
  const opened = mayOpen && (await openPage(url, context));
  if (opened) printer.note(`Opening ${url} in your browser`);
  else printer.line(url);
  printer.json({ calculation_id: id, url });
  return 'success';
}
