import type { Context } from '../../context.js';
import { diskFault, LocalFileError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { calculationsOf } from '../../results/crate/read-crate.js';
import { type VerifiedFile, verifyFolder } from '../../results/crate/verify-folder.js';
import { verificationJson, verificationLines } from '../../views/verification.js';
import { isSet, type RawCommand } from '../command.js';
import { openCrate } from './open-crate.js';

interface VerifyOptions {
  /** As typed. */
  readonly folder: string;
  /** Whether files that are not described count for nothing. */
  readonly allowExtra: boolean;
}

/** `openquake verify DIR` */
export function parse(raw: RawCommand): VerifyOptions {
  return { folder: raw.args[0] ?? '.', allowExtra: isSet(raw, 'allowExtra') };
}

/**
 * Holds the files of an export folder to its description.
 * @returns `resultsDiffer` where a file changed, is missing, is extra or cannot be proved.
 */
export async function run({ folder, allowExtra }: VerifyOptions, context: Context): Promise<ExitCodeName> {
  const { printer, stopped } = context;
  const crate = await openCrate(context, folder);
  const live = await printer.live('Reading the files');
  let files: VerifiedFile[];
  try {
    const onBytes = (bytes: number): void => live.update(`Reading the files: ${Math.round(bytes / 1e6)} MB`);
    files = await verifyFolder(crate.folder, crate.graph, onBytes, stopped);
  } catch (error) {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    throw new LocalFileError(`${crate.shown} cannot be read: ${fault.reason}.`, { cause: error });
  } finally {
    live.stop();
  }
  const calculations = calculationsOf(crate.graph);
  const told = { folder: crate.shown, crateSha256: crate.sha256, calculations, files, allowExtra };
  for (const line of verificationLines(told)) printer.line(line);
  printer.json(verificationJson(told));
  const isSame = files.every(({ state }) => state === 'same' || (allowExtra && state === 'extra'));
  return isSame ? 'success' : 'resultsDiffer';
}
