import type { EngineServer } from '../engine/server.js';
import type { Calculation, Output } from '../engine/types.js';
import { ExportError, LoginError, NotFoundError, ServerError } from '../errors.js';

/** A calculation with what its server tells of it beyond the list; what it does not tell is said in words. */
interface DescribedCalculation {
  readonly calculation: Calculation;
  readonly times: Awaited<ReturnType<EngineServer['times']>>;
  readonly outputs: readonly Output[];
  readonly fullReport: string | undefined;
  readonly errors: string | undefined;
  readonly untold: readonly string[];
}

/** What a server says of one calculation must not cost the page about the others. */
const TOLD_INSTEAD = [ExportError, LoginError, NotFoundError, ServerError];

/** More of the engine's own report of one calculation would only make the page slow. */
const REPORT_CHARACTERS = 200_000;

/** @returns the calculations that started on a day (`YYYY-MM-DD`, UTC), the earliest first. */
export async function calculationsOf(
  server: Pick<EngineServer, 'list'>,
  day: string,
  signal: AbortSignal,
): Promise<Calculation[]> {
  const all = await server.list(signal);
  return all
    .filter(({ startTime }) => startTime?.startsWith(day) === true)
    .toSorted(
      (a, b) =>
        Number((a.startTime ?? '') > (b.startTime ?? '')) -
          Number((a.startTime ?? '') < (b.startTime ?? '')) || a.id - b.id,
    );
}

/** Asks for everything that a report tells of a calculation. What is refused to this user is left out, not fatal. */
export async function describeCalculation(
  server: Pick<EngineServer, 'times' | 'outputs' | 'openResult' | 'traceback'>,
  calculation: Calculation,
  signal: AbortSignal,
): Promise<DescribedCalculation> {
  const { id } = calculation;
  const untold: string[] = [];
  const ask = async <T>(otherwise: T, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Error && TOLD_INSTEAD.some((kind) => error instanceof kind))) throw error;
      untold.push(error.message);
      return otherwise;
    }
  };
  const times = await ask({ start: calculation.startTime, stop: undefined }, async () =>
    server.times(id, signal),
  );
  const outputs = await ask<readonly Output[]>([], async () => server.outputs(id, signal));
  const report = outputs.find(({ type, formats }) => type === 'fullreport' && formats.includes('rst'));
  const fullReport =
    report === undefined ? undefined : await ask(undefined, async () => readText(server, report.id, signal));
  const errors =
    calculation.status === 'failed'
      ? (await ask<string[]>([], async () => server.traceback(id, signal))).join('\n').trim()
      : '';
  return { calculation, times, outputs, fullReport, errors: errors === '' ? undefined : errors, untold };
}

async function readText(
  server: Pick<EngineServer, 'openResult'>,
  outputId: number,
  signal: AbortSignal,
): Promise<string> {
  const { body } = await server.openResult(outputId, 'rst', signal);
  let text = '';
  for await (const chunk of body.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > REPORT_CHARACTERS) return `${text.slice(0, REPORT_CHARACTERS)}\n...`;
  }
  return text;
}
