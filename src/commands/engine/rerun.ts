import { rm } from 'node:fs/promises';
import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { packJobText, rememberedJobText } from '../../services/remember-job.js';
import { makeScratchFolder } from '../../services/scratch-folder.js';
import { selectCalculation } from '../../services/select-calculations.js';
import type { RawCommand } from '../command.js';
import { NEW_NAMES } from '../../job/checks/check-names.js';
import { isFileKey } from '../../job/file-keys.js';
import { nearestName } from '../../near-names.js';
import { preflightKnowledge } from '../preflight-knowledge.js';
import { openLogSink } from './log-sink.js';
import { readRunOptions, type RunOptions } from './run-options.js';
import { runOne } from './run-one.js';
import { checkNotify } from './tell-end.js';
import { askWhoAnswers } from './who-answers.js';

interface RerunOptions {
  /** How the user names the calculation. */
  readonly word: string;
  readonly run: RunOptions;
}

/** `openquake rerun CALC_ID [-p NAME=VALUE,...]` with the options of a run. */
export function parse(raw: RawCommand): RerunOptions {
  const run = readRunOptions(raw);
  if (run.compare !== undefined)
    throw new UsageError('--compare runs a job on several servers; the inputs of a calculation are on one.');
  if (run.reuse)
    throw new UsageError('--reuse compares inputs, and those of a calculation are on its server.');
  if (run.keepInputs)
    throw new UsageError(
      '--keep-inputs packs files of this machine; the inputs of a calculation are on its server.',
    );
  return { word: raw.args[0] ?? '', run };
}

/** Runs a past calculation again on the inputs that its server holds, as a new calculation. */
export async function run({ word, run: options }: RerunOptions, context: Context): Promise<ExitCodeName> {
  const { printer, stopped } = context;
  await checkNotify(context);
  const folder = await makeScratchFolder('rerun');
  const sink = openLogSink(context, options.logFile, options.logLevel);
  try {
    const server = await context.engine();
    const engineVersion = await askWhoAnswers(context, server);
    const { id, parentId } = await selectCalculation(server, word, stopped);
    await warnOfUnknown(options.overrides, context);
    const text = await rememberedJobText(server, id, options.overrides, folder, stopped);
    const hazard =
      options.hazardCalculation === undefined
        ? parentId
        : (await selectCalculation(server, options.hazardCalculation, stopped)).id;
    if (options.dryRun) {
      printer.line(text.trimEnd());
      printer.json({
        dry_run: true,
        calculation_id: id,
        hazard_calculation_id: hazard ?? null,
        job_ini: text,
      });
      printer.note('Nothing was sent.');
      return 'success';
    }
    printer.note(
      `Running calculation ${id} again on the inputs that ${server.url} holds, as they are there now${hazard === undefined ? '' : `, on hazard calculation ${hazard}`}.`,
    );
    const job = await packJobText(text, folder);
    const question = { job, hazardCalculationId: hazard, engineVersion };
    const share = {
      sink,
      turn: async <Value>(work: () => Promise<Value>): Promise<Value> => work(),
      inputsElsewhere: true as const,
    };
    const result = await runOne({ ...options, upload: true }, context, server, question, share);
    printer.json({ calculations: [{ ...result.report, rerun_of: id }] });
    return result.exit;
  } finally {
    sink.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The engine takes no notice of a parameter that it does not know: a misspelt one would change nothing, hours later. */
async function warnOfUnknown(overrides: ReadonlyMap<string, string>, context: Context): Promise<void> {
  if (overrides.size === 0) return;
  const { of, parameters } = await preflightKnowledge(context);
  if (parameters === undefined) return;
  for (const key of overrides.keys()) {
    if (parameters.has(key) || Object.hasOwn(NEW_NAMES, key) || isFileKey(key)) continue;
    const near = nearestName(key, [...parameters]);
    context.printer.warn(
      `${of} knows no parameter ${key} and ignores it${near === undefined ? '' : `: is it ${near}?`}`,
    );
  }
}
