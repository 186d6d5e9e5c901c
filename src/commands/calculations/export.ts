import type { Context } from '../../context.js';
import type { Output } from '../../engine/types.js';
import { NotFoundError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { chooseFormat, DEFAULT_FORMATS } from '../../services/export-outputs.js';
import { isSet, type RawCommand, readCalculation, readFormats, textsFlag } from '../command.js';
import { exportCalculation } from '../engine/export-outputs.js';
import { readWords } from './selection.js';

interface ExportOptions {
  /** As the user names it. */
  readonly calculation: string;
  readonly folder: string;
  /** Ids, names or types of outputs; undefined for all. */
  readonly wanted: readonly string[] | undefined;
  /** In order of priority; undefined for the default. */
  readonly formats: readonly string[] | undefined;
  readonly overwrite: boolean;
}

/** `openquake export SELECTOR [DIR]` */
export function parse(raw: RawCommand): ExportOptions {
  const wanted = textsFlag(raw, 'output').flatMap((text) => readWords(text, '--output') ?? []);
  return {
    calculation: readCalculation(raw.args[0], 'CALC'),
    folder: raw.args[1] ?? '.',
    wanted: wanted.length === 0 ? undefined : wanted,
    formats: readFormats(raw),
    overwrite: isSet(raw, 'overwrite'),
  };
}

/** Exports outputs of a calculation into a folder: all that have one of the formats, or those that are named. */
export async function run(options: ExportOptions, context: Context): Promise<ExitCodeName> {
  const { wanted, formats } = options;
  return exportCalculation(context, options, (outputs, id) => {
    if (wanted === undefined) return { outputs, formats: formats ?? DEFAULT_FORMATS, lacking: [] };
    const named = wanted.flatMap((word) => outputsNamed(outputs, word, id));
    const chosen = [...new Set(named)];
    // Who names an output wants it, in whatever format it has.
    const priority = formats ?? [...DEFAULT_FORMATS, ...chosen.flatMap((output) => output.formats)];
    const lacking = chosen.filter((output) => chooseFormat(output.formats, priority) === undefined);
    return { outputs: chosen, formats: priority, lacking };
  });
}

/** Types and names are told apart by case nowhere; some calculations have two outputs of one name. */
function outputsNamed(outputs: readonly Output[], word: string, calculationId: number): readonly Output[] {
  const text = word.toLowerCase();
  const found = outputs.filter(
    ({ id, name, type }) => String(id) === word || type.toLowerCase() === text || name.toLowerCase() === text,
  );
  if (found.length > 0) return found;
  throw new NotFoundError(`Calculation ${calculationId} has no output "${word}".`, {
    hint:
      outputs.length === 0
        ? 'It has none at all.'
        : `It has ${outputs.map(({ type }) => type).join(', ')}: see openquake outputs ${calculationId}`,
    facts: { calculation_id: calculationId, output: word },
  });
}
