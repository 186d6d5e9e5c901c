import { resolve, sep } from 'node:path';
import { splitAtBlanks } from './blanks.js';
import { isFileKey, isOldDistanceTable } from './file-keys.js';
import { readFileValue, readTextDict } from './file-values.js';
import type { JobInputs, JobParameter } from './job-inputs.js';
import { overrideParameters } from './parameters.js';
import type { PythonValue } from '../python/python-literal.js';

/** More folders than any server's own folder lies deep; going up from the root stays at the root. */
const FOLDERS_UP = 64;
const UP_TO_ROOT = '../'.repeat(FOLDERS_UP).slice(0, -1);

/** Why the inputs of a job cannot be read where they lie. */
export interface NotInPlace {
  readonly reason: string;
}

/**
 * Whether an engine that is given the path of the job file would read what an upload would have held, and write
 * nothing beside it.
 * @returns undefined where it would.
 */
export function whyNotInPlace(inputs: JobInputs): NotInPlace | undefined {
  if (inputs.files.some(({ source }) => source.kind === 'member'))
    return { reason: 'the engine would unpack a zip into the folder of your model' };
  if (inputs.leftToServer.length > 0) return { reason: 'the job names files by absolute paths' };
  return undefined;
}

/**
 * Writes the names in a job file anew, as seen from the root of the file system: engines take relative names only, yet
 * `../../../home/me/model.xml` from anywhere is `/home/me/model.xml`. So the job file alone can be sent to a server that
 * sees the same files.
 * @returns the text to send, or why the names cannot be written so.
 */
export function namesFromRoot(inputs: JobInputs): string | NotInPlace {
  const folder = resolve(inputs.iniPath, '..');
  const replaced = new Map<string, string>();
  if (sep !== '/') return { reason: 'a path of Windows cannot be named from another drive' };
  for (const parameter of inputs.parameters.values()) {
    const reason = unlikeAnyName(parameter);
    if (reason !== undefined) return { reason };
    if (!isFileKey(parameter.key) || parameter.text === '') continue;
    const value = valueFromRoot(parameter, folder);
    if (value === undefined) return { reason: `${parameter.key} cannot be written with other names` };
    replaced.set(parameter.key, value);
  }
  return overrideParameters(inputs.iniText, replaced);
}

/** What names files in a way of its own, or keeps the names of the inputs in its results. */
function unlikeAnyName({ key, text }: JobParameter): string | undefined {
  if (isOldDistanceTable(key, text) || key === 'shakemap_uri') return `${key} names files`;
  if (key === 'gsim' && /_(?:file|table)\b/.test(text)) return 'gsim names files';
  if (key === 'multi_peril_file' || (key === 'calculation_mode' && text === 'multi_risk'))
    return 'the results would hold the inputs under other names';
  if (isFileKey(key) && (text.includes('${mosaic}/') || /\.zip\b/.test(text)))
    return `${key} is read specially`;
  return undefined;
}

/** @returns undefined where no value of this key could say it. */
function valueFromRoot({ key, text }: JobParameter, folder: string): string | undefined {
  const named = readFileValue(key, text);
  if (named.shape === 'dict') {
    const entries = [...readTextDict(text)].map(
      ([name, value]) => `${quoted(name)}: ${literalFromRoot(value, folder)}`,
    );
    return onOneLine(`{${entries.join(', ')}}`);
  }
  const names = named.shape === 'empty' ? [] : named.names.map((name) => fromRoot(folder, name.text));
  // A list is cut at blanks: a folder with a blank in its name cannot stand in one.
  if (named.shape === 'list' && names.some((name) => splitAtBlanks(name).length !== 1)) return undefined;
  return onOneLine(names.join(' '));
}

function onOneLine(value: string): string | undefined {
  return /[\r\n]/.test(value) ? undefined : value;
}

function literalFromRoot(value: PythonValue, folder: string): string {
  if (value.kind === 'list')
    return `[${value.items.map((item) => literalFromRoot(item, folder)).join(', ')}]`;
  return quoted(value.kind === 'string' ? fromRoot(folder, value.text) : '');
}

/** JSON's way of writing text is one of Python's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** @returns the name of a file by its absolute path, for a job file of any folder: engines take relative names only. */
export function nameFromRoot(path: string): string {
  return `${UP_TO_ROOT}${path}`;
}

function fromRoot(folder: string, name: string): string {
  return `${UP_TO_ROOT}${resolve(folder, name)}`;
}
