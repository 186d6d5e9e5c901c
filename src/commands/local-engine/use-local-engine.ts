import type { Context } from '../../context.js';
import { LocalEngineError } from '../../errors.js';
import type { LocalEngineChoice, RunningEngine } from '../../local-engine/local-engine.js';
import { installPlan } from '../../views/local-engine.js';
import { showProgress } from './show-progress.js';

/** @returns which engine of this machine the global options choose. */
export function chosenLocalEngine(context: Pick<Context, 'globals'>): LocalEngineChoice {
  return { version: context.globals.engineVersion, python: context.globals.enginePython };
}

/**
 * Brings up the engine on this machine for a command that named no host: says what it will do, asks where it has to
 * install first, and shows how far it is.
 * @throws LocalEngineError when the user declines or something goes wrong; UsageError where nobody can be asked.
 */
export async function useLocalEngine(context: Context): Promise<RunningEngine> {
  const { printer } = context;
  const engine = await context.localEngine();
  const choice = chosenLocalEngine(context);
  if (await engine.needsInstall(choice)) {
    printer.note(installPlan(await engine.planInstall(choice)));
    if (!(await context.confirm({ text: 'Install it now?', yesInCi: true }))) {
      throw new LocalEngineError('There is no engine on this machine, and none was installed.', {
        hint: 'Name a server with --host, or run: openquake engine install',
      });
    }
  }
  return showProgress(printer, async (onEvent) => engine.ensureRunning(choice, onEvent));
}
