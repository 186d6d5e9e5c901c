import type { Context } from '../../context.js';
import { NotFoundError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { askCalculation } from '../../services/ask/ask-calculation.js';
import type { Question } from '../../services/ask/question.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { answerListing } from '../../views/answer-list.js';
import { answerText } from '../../views/answer-text.js';
import { wayText } from '../../views/answer-way.js';
import { safeLine } from '../../views/safe-text.js';
import { type RawCommand, readCalculation } from '../command.js';
import { readAskOptions } from './ask-options.js';

interface AskOptions {
  /** As the user names it. */
  readonly calculation: string;
  readonly question: Question;
  /** How far the nearest site may be; undefined for the usual. */
  readonly mostKm: number | undefined;
}

/** `openquake ask CALC [QUESTION...]` */
export function parse(raw: RawCommand): AskOptions {
  return { calculation: readCalculation(raw.args[0], 'CALC'), ...readAskOptions(raw) };
}

/** Answers a question to a calculation; how the answer came stands on stderr. */
export async function run(options: AskOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const calculation = await selectCalculation(server, options.calculation, context.stopped);
  const answer = await askCalculation(
    server,
    calculation,
    options.question,
    context.clock,
    context.stopped,
    options.mostKm,
  );
  for (const warning of answer.warnings) printer.warn(safeLine(warning));
  const beyond = answer.rows.filter((row) => row.value === undefined);
  const [first] = beyond;
  if (first !== undefined && beyond.length === answer.rows.length) {
    throw new NotFoundError(`The curve does not reach what is asked for: ${beyondText(first)}.`, {
      hint: 'Nothing is extrapolated. Ask for a probability within the curve, or calculate with more levels.',
      facts: { calculation_id: calculation.id },
    });
  }
  if (first !== undefined)
    printer.warn(`Some values lie beyond their curve and are not told: ${safeLine(beyondText(first))}.`);
  for (const note of answer.notes) printer.note(safeLine(note));
  printer.note(wayText(answer.way));
  await printer.list(answerListing(calculation.id, answer.rows), answer.rows, {
    whole: (rows) => answerText(rows),
  });
  return 'success';
}

function beyondText({ imt, kind, beyond, quantity }: Parameters<typeof answerText>[0][number]): string {
  const what = quantity === 'probability' ? 'probability' : 'value';
  const side = beyond?.side === 'above' ? 'more' : 'less';
  return `the ${what} of ${imt ?? ''}, ${kind ?? ''}, is ${side} than ${beyond?.edge ?? ''}, where its curve ends`;
}
