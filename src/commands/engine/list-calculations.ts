import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { isRiskMode } from '../../job/calculation-mode.js';
import { calculationJson, calculationListLines } from '../../views/calculation-list.js';
import { isSet, type RawCommand } from '../command.js';

interface ListOptions {
  readonly kind: 'hazard' | 'risk';
}

/** `--list-hazard-calculations`, `--list-risk-calculations`. */
export function parse(raw: RawCommand): ListOptions {
  return { kind: isSet(raw, 'listRiskCalculations') ? 'risk' : 'hazard' };
}

/** Lists the calculations of one kind, the oldest first, as the engine does. */
export async function run(options: ListOptions, context: Context): Promise<ExitCodeName> {
  const server = await context.engine();
  const all = await server.list(context.stopped);
  const wanted = all
    .filter((calculation) => isRiskMode(calculation.calculationMode) === (options.kind === 'risk'))
    .toSorted((a, b) => compareText(a.startTime ?? '', b.startTime ?? '') || a.id - b.id);
  for (const line of calculationListLines(wanted)) context.printer.line(line);
  context.printer.json(wanted.map(calculationJson));
  return 'success';
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
