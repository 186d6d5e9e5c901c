import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { LocalEngine } from '../../local-engine/local-engine.js';
import { calculationsText } from '../../views/local-engine.js';
import { showProgress } from './show-progress.js';

/** `openquake engine stop`. */
export function parse(): Record<string, never> {
  return {};
}

/** Stops the engine on this machine; asks first where that ends calculations. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const engine = await context.localEngine();
  const calculations = await lastingCalculations(engine, context);
  await agreeToEnd(calculations, context);
  const stopped = await showProgress(printer, async (onEvent) => engine.stop(onEvent));
  printer.json({ stopped, calculations_ended: stopped ? calculations : 0 });
  printer.line(stopped ? 'The engine on this machine is stopped.' : 'No engine was running on this machine.');
  return 'success';
}

/** The process of a calculation lives on for a moment after the calculation is complete. */
const AFTERLIFE_MS = 6_000;

/** @returns how many calculations are still there after a moment: `--run-hazard ... && engine stop` asks nothing. */
export async function lastingCalculations(
  engine: LocalEngine,
  context: Pick<Context, 'clock' | 'stopped'>,
): Promise<number> {
  const until = context.clock.now() + AFTERLIFE_MS;
  for (;;) {
    const { calculations } = await engine.status();
    if (calculations === 0 || context.clock.now() >= until || context.stopped.aborted) return calculations;
    await context.clock.sleep(500, context.stopped);
  }
}

/**
 * Asks whether calculations may be ended, where there are any.
 * @throws UsageError when they may not.
 */
export async function agreeToEnd(calculations: number, context: Context): Promise<void> {
  if (calculations === 0) return;
  const text = `${calculationsText(calculations)} in progress would end unfinished. Stop the engine all the same?`;
  if (await context.confirm({ text, yesInCi: false })) return;
  throw new UsageError('The engine was not stopped.', {
    hint: 'See what it does: openquake --list-hazard-calculations',
  });
}
