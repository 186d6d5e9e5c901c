import type { Context } from '../../context.js';
import { hasEnded } from '../../engine/outcome.js';
import type { Calculation } from '../../engine/types.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { childrenFirst, deleteCalculation } from '../../services/delete-calculation.js';
import { ACTIONS } from '../../views/action-list.js';
import { safeLine } from '../../views/safe-text.js';
import type { RawCommand } from '../command.js';
import { abortRequest } from '../engine/abort-request.js';
import { actOnEach } from './act-on-each.js';
import { readSelection, selection, type SelectionOptions } from './selection.js';

/** Named in the question; of more the number says enough. */
const NAMED = 10;

/** `openquake delete SELECTOR...` */
export function parse(raw: RawCommand): SelectionOptions {
  return readSelection(raw);
}

/** Deletes calculations after one question for all: those that run are aborted first, children go before their parents. */
export async function run(options: SelectionOptions, context: Context): Promise<ExitCodeName> {
  const { server, calculations } = await selection(context, options);
  if (!(await context.confirm({ text: question(calculations, server.url), yesInCi: false }))) {
    context.printer.note('Nothing was deleted.');
    await context.printer.list(ACTIONS, []);
    return 'success';
  }
  return actOnEach(context, childrenFirst(calculations), 1, async (calculation) => {
    const { id } = calculation;
    const say = (text: string): void => context.printer.note(`Calculation ${id}: ${text}`);
    const request = abortRequest(context, say, context.stopped);
    const { kind } = await deleteCalculation(server, calculation, request, () => undefined);
    return kind === 'aborted'
      ? { outcome: 'aborted-and-removed', text: `Calculation ${id} aborted and removed` }
      : { outcome: 'removed', text: `Calculation ${id} removed` };
  });
}

function question(calculations: readonly Calculation[], host: string): string {
  const named = calculations
    .slice(0, NAMED)
    .map(({ id, status, owner, description }) => `  ${id} ${status}, ${owner}: ${description}`)
    .map(safeLine);
  const rest = calculations.length > NAMED ? [`  and ${calculations.length - NAMED} more`] : [];
  const running = calculations.filter((calculation) => !hasEnded(calculation)).length;
  const what = calculations.length === 1 ? 'this calculation' : `these ${calculations.length} calculations`;
  const abort = running === 0 ? '' : running === calculations.length ? 'abort and ' : `abort ${running} and `;
  return [
    ...named,
    ...rest,
    `Are you sure you want to ${abort}delete ${what} at ${host}, with all outputs? This cannot be undone.`,
  ].join('\n');
}
