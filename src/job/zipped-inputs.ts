import { basename, dirname, join } from 'node:path';
import type { Found } from './job-disk.js';
import type { Chain, JobWalk } from './job-walk.js';
import { reportMissing } from './missing-file.js';
import { foldedPath } from './path-names.js';

/** The file in a zip that stands for the whole, by the key that may name a zip. */
const MAIN_FILE: Readonly<Record<string, string>> = {
  exposure_file: 'exposure.xml',
  source_model_logic_tree_file: 'ssmLT.xml',
};

/** @returns what becomes of a zip under a key: it is unpacked, travels as it is, or is refused. */
export function zipTreatment(key: string): 'unpack' | 'keep' | 'refuse' {
  if (key === 'mmi_file') return 'keep';
  return Object.hasOwn(MAIN_FILE, key) ? 'unpack' : 'refuse';
}

/**
 * The engine unpacks such a zip into its own folder, over what lies there; we only look as if it had.
 * @param name the name of the zip, relative to the job file.
 * @returns the XML that has the name of the zip; undefined, with a fault, where there is none.
 */
export async function findInZip(
  walk: JobWalk,
  name: string,
  key: string,
  chain: Chain,
): Promise<Found | undefined> {
  const main = MAIN_FILE[key];
  if (main === undefined) {
    walk.fault(chain, `${key} cannot be a zip`, 'unpack it, and name the file in it');
    return undefined;
  }
  const zipPath = foldedPath(walk.base, name);
  const xmlPath = `${zipPath.slice(0, -'.zip'.length)}.xml`;
  // An XML that stands beside the zip counts, and the zip is not opened.
  const beside = await walk.look(xmlPath, chain);
  if (beside !== undefined) return beside;
  const zip = await walk.look(zipPath, chain);
  if (zip === undefined) {
    await reportMissing(walk, zipPath, name, chain);
    return undefined;
  }
  if (zip.source.kind === 'member' && walk.isWithin(zip.source.zipPath)) {
    // The server unpacks it; here it would be a zip in a zip.
    walk.warn(chain, `${walk.shownFile(zip)} is a zip in the archive: what it holds is not checked`);
    return zip;
  }
  if (zip.source.kind !== 'file') {
    walk.fault(chain, `${key}: ${walk.shownFile(zip)} is not a file on disk`, 'name a zip that is');
    return undefined;
  }
  try {
    await walk.disk.unpack(zip.source.path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    walk.fault(
      chain,
      `${key}: ${walk.shown(zipPath)} cannot be read as a zip: ${reason}`,
      'make the zip anew',
    );
    return undefined;
  }
  const whole = await walk.look(join(dirname(zipPath), main), chain);
  if (whole !== undefined) walk.disk.alias(whole, xmlPath);
  const xml = await walk.look(xmlPath, chain);
  if (xml === undefined) {
    const message = `${key}: ${walk.shown(zipPath)} holds neither ${main} nor ${basename(xmlPath)}`;
    walk.fault(chain, message, 'the engine wants one of them at the top of the zip');
  }
  return xml;
}
