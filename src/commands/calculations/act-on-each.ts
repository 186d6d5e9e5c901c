import type { Context } from '../../context.js';
import type { Calculation } from '../../engine/types.js';
import { InterruptedError, OpenquakeError, UnreachableError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { serverWords } from '../../global-options.js';
import { ACTIONS, type ActionRow } from '../../views/action-list.js';
import { errorJson, withHost } from '../../views/error-text.js';
import { safeText } from '../../views/safe-text.js';
import { runPool } from '../engine/run-pool.js';
import { worstExit } from '../engine/worst-exit.js';

/** What became of one calculation, where it went well. */
export interface Done {
  /** One word for scripts. */
  readonly outcome: string;
  /** Status as last seen; unset where the calculation is gone. */
  readonly status?: string;
  /** One line for people. */
  readonly text: string;
}

/**
 * Does something to calculations, and goes on when it fails for one: a row for each on stdout, what failed on stderr
 * too. When the server is lost the rest is not tried, for each would wait in vain.
 * @param atATime how many at once.
 * @returns the exit code of the worst.
 * @throws InterruptedError with what was done by then.
 */
export async function actOnEach(
  context: Context,
  calculations: readonly Calculation[],
  atATime: number,
  action: (calculation: Calculation) => Promise<Done>,
): Promise<ExitCodeName> {
  const { printer } = context;
  const { mode } = printer;
  const writer = printer.rows(ACTIONS, ({ text }) => safeText(text));
  const tellsFailures = mode.json || mode.format !== undefined || mode.columns !== undefined;
  // One JSON value has the order in which the calculations were named; lines come as things happen.
  const inOrder = mode.json && !mode.jsonl;
  const exits: ExitCodeName[] = [];
  const rows: ActionRow[] = [];
  const notTried: number[] = [];
  let isLost = false;

  const tell = (row: ActionRow, failed: boolean): ActionRow => {
    rows.push(row);
    if (!inOrder && (!failed || tellsFailures)) writer.add(row);
    return row;
  };
  const one = async (calculation: Calculation): Promise<ActionRow> => {
    const { id, status } = calculation;
    if (isLost) {
      notTried.push(id);
      const text = `Calculation ${id} was not tried.`;
      return tell({ calculationId: id, outcome: 'not-tried', status, text, error: undefined }, true);
    }
    try {
      const done = await action(calculation);
      const { outcome, text } = done;
      return tell({ calculationId: id, outcome, status: done.status, text, error: undefined }, false);
    } catch (error) {
      if (error instanceof InterruptedError)
        throw error.telling({ calculations: rows.map((row) => ACTIONS.json(row)) });
      if (!(error instanceof OpenquakeError)) throw error;
      isLost ||= error instanceof UnreachableError;
      exits.push(error.exit);
      const hostWords = serverWords(context.globals);
      const { message, hint } = error;
      const text = /calculation \d/i.test(message) ? message : `Calculation ${id}: ${message}`;
      printer.warn(safeText(hint === undefined ? text : `${text}\n  ${withHost(hint, hostWords)}`));
      const facts = errorJson(error, hostWords)['error'];
      return tell({ calculationId: id, outcome: 'failed', status, text: message, error: facts }, true);
    }
  };

  const all = await runPool(calculations, atATime, one);
  if (notTried.length > 0) printer.warn(`Not tried: ${notTried.join(', ')}.`);
  if (inOrder) for (const row of all) writer.add(row);
  await writer.end();
  return worstExit(exits);
}
