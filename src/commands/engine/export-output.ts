import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { ExportError, NoExporterError, UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { DEFAULT_FORMATS } from '../../services/export-outputs.js';
import type { ExportTarget } from '../../services/export-folder.js';
import { isSet, type RawCommand, readFormats, readInteger, readPair } from '../command.js';
import { describeExport, momentOf } from './describe-export.js';
import { calculationOfOutput } from '../../services/provenance/calculation-of-output.js';
import { exportJson, exportOne, type OneExport, exportTarget } from './export-lines.js';

interface ExportOutputOptions {
  readonly outputId: number;
  readonly folder: string;
  readonly formats: readonly string[];
  readonly overwrite: boolean;
}

/** `--export-output OUTPUT_ID DIR`. */
export function parse(raw: RawCommand): ExportOutputOptions {
  const [id, folder] = readPair(raw, 'exportOutput', '--export-output OUTPUT_ID DIR');
  const outputId = readInteger(id, 'OUTPUT_ID of --export-output');
  if (outputId <= 0) {
    throw new UsageError(
      `OUTPUT_ID of --export-output cannot be ${outputId}: outputs are not counted back.`,
      {
        hint: 'See openquake --list-outputs CALC_ID; or export them all: openquake --export-outputs CALC_ID DIR',
      },
    );
  }
  return {
    outputId,
    folder,
    formats: readFormats(raw) ?? DEFAULT_FORMATS,
    overwrite: isSet(raw, 'overwrite'),
  };
}

/** Exports one output into a folder. */
export async function run(options: ExportOutputOptions, context: Context): Promise<ExitCodeName> {
  const server = await context.engine();
  const target = exportTarget(context, options.folder, options.overwrite);
  const report = await exportInFirstFormat(context, server, options, target);
  const { outputId } = options;
  const of = context.globals.noCrate
    ? undefined
    : await calculationOfOutput(server, outputId, report.whole, context.stopped);
  if (of !== undefined) {
    const [exported, type] = [momentOf(context.clock.now()), of.output.type];
    const outputs = report.whole.map(({ name, sizeBytes, sha256 }) => ({
      ...{ name, sizeBytes, sha256, type, outputId, exported },
    }));
    await describeExport(context, server, target, { calculation: of.calculation, outputs });
  }
  context.printer.json({ output_id: options.outputId, ...exportJson(report) });
  return report.failures.length === 0 ? 'success' : 'incompleteResults';
}

/** The server does not tell which formats an output has unless one knows its calculation: so try them in turn. */
async function exportInFirstFormat(
  context: Context,
  server: EngineServer,
  options: ExportOutputOptions,
  target: ExportTarget,
): Promise<OneExport> {
  for (const format of options.formats) {
    try {
      return await exportOne(context, server, options.outputId, `output ${options.outputId}`, format, target);
    } catch (error) {
      if (!(error instanceof NoExporterError)) throw error;
    }
  }
  throw new ExportError(
    `The engine exports output ${options.outputId} in none of these formats: ${options.formats.join(', ')}.`,
    {
      hint: 'See its formats: openquake --list-outputs CALC_ID --json, then choose one with --exports.',
      facts: { output_id: options.outputId },
    },
  );
}
