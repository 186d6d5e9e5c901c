import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { isSet, type RawCommand } from '../command.js';
import { showProgress } from './show-progress.js';
import { agreeToEnd, lastingCalculations } from './stop.js';

/** What is removed besides the programs. */
export interface UninstallOptions {
  readonly purge: boolean;
}

/** `openquake engine uninstall [--purge]`. */
export function parse(raw: RawCommand): UninstallOptions {
  return { purge: isSet(raw, 'purge') };
}

/** Removes the installed engines (with `--engine-version` that one alone), with `--purge` their calculations too. */
export async function run(options: UninstallOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const engine = await context.localEngine();
  const { dataFolder } = await engine.status();
  await agreeToEnd(await lastingCalculations(engine, context), context);
  if (options.purge) {
    const text = `This deletes every calculation in ${dataFolder}. Go on?`;
    if (!(await context.confirm({ text, yesInCi: false }))) {
      throw new UsageError('Nothing was removed.', { hint: 'Leave out --purge to keep the calculations.' });
    }
  }
  const removed: string[] = [];
  const what = { version: context.globals.engineVersion, purge: options.purge };
  await showProgress(printer, async (onEvent) =>
    engine.uninstall(what, (event) => {
      if (event.kind === 'removed') removed.push(event.folder);
      onEvent(event);
    }),
  );
  printer.json({ removed, calculations_removed: options.purge });
  if (removed.length === 0) printer.line('There was nothing to remove.');
  else printer.line(`Removed ${removed.join(', ')}.`);
  if (!options.purge) printer.note(`The calculations stay in ${dataFolder}; add --purge to remove them too.`);
  return 'success';
}
