import type { Context } from '../../context.js';
import type { Calculation } from '../../engine/types.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { isRiskMode } from '../../job/calculation-mode.js';
import { CALCULATIONS, calculationListLines } from '../../views/calculation-list.js';
import { isSet, type RawCommand } from '../command.js';

interface ListOptions {
  /** `completed`: those of both kinds that are complete, as engines before 0.9 listed them. */
  readonly kind: 'hazard' | 'risk' | 'completed';
}

/** `--list-hazard-calculations`, `--list-risk-calculations`, and `--list-calculations` of old. */
export function parse(raw: RawCommand): ListOptions {
  if (isSet(raw, 'listCalculations')) return { kind: 'completed' };
  return { kind: isSet(raw, 'listRiskCalculations') ? 'risk' : 'hazard' };
}

/** Lists the calculations of one kind, the oldest first, as the engine does. */
export async function run(options: ListOptions, context: Context): Promise<ExitCodeName> {
  const server = await context.engine();
  const all = await server.list(context.stopped);
  const wanted = all
    .filter((calculation) => isWanted(options.kind, calculation))
    .toSorted((a, b) => compareText(a.startTime ?? '', b.startTime ?? '') || a.id - b.id);
  await context.printer.list(CALCULATIONS, wanted, { whole: calculationListLines });
  return 'success';
}

function isWanted(kind: ListOptions['kind'], { calculationMode, status }: Calculation): boolean {
  if (kind === 'completed') return status === 'complete' || status === 'shared';
  return isRiskMode(calculationMode) === (kind === 'risk');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
