import { sep } from 'node:path';
import { harmlessText } from '../harmless-text.js';

/** Names that Windows keeps for devices, whatever their extension; the digits may be raised ones. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)/i;

/** What a name may not hold on Windows; a colon would name a stream beside the file. */
const WINDOWS_ONLY = /[<>:"|?*]/;

/** Longest name of a file in bytes; APFS and NTFS count letters, and so never fewer. */
const LONGEST_NAME_BYTES = 255;

/**
 * Whether a name from a server is a plain file name: it names a place in the target folder and nowhere else. Dots and
 * blanks at the end are none of it on Windows, where they would name another file. Nor is what turns the direction of a
 * line or cannot be seen: `gnp.csv` with a mark in it looks like another file in every listing.
 */
export function isBareName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || Buffer.byteLength(name) > LONGEST_NAME_BYTES)
    return false;
  if (/[/\\\u0000-\u001f\u007f-\u009f]/.test(name) || /^[A-Za-z]:/.test(name) || /[. ]$/.test(name))
    return false;
  if (harmlessText(name) !== name) return false;
  return !DEVICE.test(name) && !(sep === '\\' && WINDOWS_ONLY.test(name));
}

/** What an export's delivered name says. */
export interface DeliveredName {
  /** The name that the engine gives the file when it exports locally, or that of the wrapping archive. */
  readonly name: string;
  /** Whether it is an archive made for the download, whose members are the files. */
  readonly isWrapper: boolean;
}

/**
 * The server names a download `output-13-report_9.rst`; locally the engine writes `report_9.rst`. Several files
 * travel as `output-13-hcurves-csv.zip`, an archive that does not exist locally (measured; docs/engine-behaviour.md).
 */
export function readDeliveredName(delivered: string, outputId: number, format: string): DeliveredName {
  const prefix = `output-${outputId}-`;
  const name = delivered.startsWith(prefix) ? delivered.slice(prefix.length) : delivered;
  return { name, isWrapper: name.endsWith(`-${format}.zip`) };
}
