import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { runningJson } from '../../views/local-engine.js';
import { useLocalEngine } from './use-local-engine.js';

/** `openquake engine start`. */
export function parse(): Record<string, never> {
  return {};
}

/** Starts the engine on this machine, or finds the one that runs; prints its address. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  const running = await useLocalEngine(context);
  context.printer.json(runningJson(running));
  context.printer.line(running.url);
  context.printer.note(
    `Engine ${running.version} runs until "openquake engine stop". Log: ${running.logFile}`,
  );
  return 'success';
}
