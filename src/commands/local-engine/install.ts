import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { installPlan } from '../../views/local-engine.js';
import { type RawCommand, textFlag } from '../command.js';
import { showProgress } from './show-progress.js';
import { chosenLocalEngine } from './use-local-engine.js';

const INSTALLERS = ['auto', 'pip', 'uv'] as const;

/** What installs the engine. */
export interface InstallOptions {
  readonly installer: (typeof INSTALLERS)[number];
}

/** `openquake engine install [--installer auto|pip|uv]`. */
export function parse(raw: RawCommand): InstallOptions {
  const name = textFlag(raw, 'installer') ?? 'auto';
  const installer = INSTALLERS.find((known) => known === name);
  if (installer === undefined) {
    throw new UsageError(`--installer takes ${INSTALLERS.join(', ')}, not "${name}".`);
  }
  return { installer };
}

/** Installs an engine; the command itself is the yes. With `--engine-python` it only checks that engine. */
export async function run(options: InstallOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const engine = await context.localEngine();
  const choice = { ...chosenLocalEngine(context), installer: options.installer };
  if (choice.python !== undefined) {
    await engine.install(choice, () => undefined);
    printer.json({ version: null, folder: null, size_bytes: null, newly_installed: false });
    printer.line(`Nothing is installed: the engine of ${choice.python} is used.`);
    return 'success';
  }
  const { version, ...plan } = await engine.planInstall(choice);
  const there = (await engine.status()).installed.some((row) => row.version === version);
  if (!there) printer.note(installPlan({ version, ...plan }));
  await showProgress(printer, async (onEvent) => engine.install({ ...choice, version }, onEvent));
  const row = (await engine.status()).installed.find((installed) => installed.version === version);
  printer.json({
    version,
    folder: row?.folder ?? null,
    size_bytes: row?.sizeBytes ?? null,
    newly_installed: !there,
  });
  if (there) printer.line(`Engine ${version} was installed before, in ${plan.folder}.`);
  else
    printer.line(
      `Engine ${version} is ready. Start it: openquake engine start (a run without --host does it too)`,
    );
  return 'success';
}
