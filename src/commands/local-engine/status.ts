import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { statusJson, statusLines } from '../../views/local-engine.js';

/** `openquake engine status`. */
export function parse(): Record<string, never> {
  return {};
}

/** Tells what is installed, what runs and where the results are; changes nothing. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const status = await (await context.localEngine()).status();
  context.printer.json(statusJson(status));
  for (const line of statusLines(status)) context.printer.line(line);
  return 'success';
}
