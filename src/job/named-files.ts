import { isAbsolute, sep } from 'node:path';
import { type FileValue, FileValueError, type NameInValue, readFileValue } from './file-values.js';
import type { Found } from './job-disk.js';
import type { JobParameter } from './job-inputs.js';
import type { Chain, JobWalk } from './job-walk.js';
import { reportMissing } from './missing-file.js';
import { extensionOf, foldedPath } from './path-names.js';
import { findInZip, zipTreatment } from './zipped-inputs.js';

/** A file that a key of the job file names, and that exists. */
export interface NamedFile {
  readonly found: Found;
  readonly chain: Chain;
}

/** What a file key sets its input to. */
export interface NamedFiles {
  readonly parameter: JobParameter;
  readonly shape: 'list' | 'single' | 'dict';
  readonly files: readonly NamedFile[];
  /** Number of keys of a dict, 0 otherwise. */
  readonly entries: number;
}

/**
 * Finds the files that one key of the job file names.
 * @returns `empty` for a key that removes its input; undefined, with faults, where the value makes no sense.
 */
export async function findNamedFiles(
  walk: JobWalk,
  parameter: JobParameter,
): Promise<NamedFiles | 'empty' | undefined> {
  const chainAt = (offset: number): Chain => walk.chainAt(parameter, offset);
  let value: FileValue;
  try {
    value = readFileValue(parameter.key, parameter.text);
  } catch (error) {
    if (!(error instanceof FileValueError)) throw error;
    walk.fault(chainAt(error.offset), `${parameter.key}: ${error.message}`, error.fix);
    return undefined;
  }
  if (value.shape === 'empty') return 'empty';
  sameExtension(walk, value.names, chainAt);
  const files: NamedFile[] = [];
  for (const name of value.names) {
    const chain = chainAt(name.offset);
    const found = await findOne(walk, name, parameter.key, chain);
    if (found !== undefined) files.push({ found, chain });
  }
  return { parameter, shape: value.shape, files, entries: value.shape === 'dict' ? value.entries : 0 };
}

function sameExtension(
  walk: JobWalk,
  names: readonly NameInValue[],
  chainAt: (offset: number) => Chain,
): void {
  const [first] = names;
  const other = names.find((name) => extensionOf(name.text) !== extensionOf(first?.text ?? ''));
  if (first === undefined || other === undefined) return;
  const chain = chainAt(other.offset);
  const message = `${chain.at(-1)?.key ?? ''}: ${other.text} has not the extension of ${first.text}`;
  walk.fault(chain, message, 'the engine wants all files of one key to end alike');
}

async function findOne(
  walk: JobWalk,
  name: NameInValue,
  key: string,
  chain: Chain,
): Promise<Found | undefined> {
  const { text, nested } = name;
  if (isAbsolute(text)) return absolute(walk, name, key, chain);
  if (!nested && text.endsWith('.zip') && zipTreatment(key) !== 'keep')
    return findInZip(walk, text, key, chain);
  // Only an engine with a mosaic directory of its own knows where that is; all others skip the name, and so do we.
  if (!nested && text.startsWith('${mosaic}/')) return undefined;
  if (sep === '\\' && text.includes('\\')) {
    walk.warn(
      chain,
      `${key}: a server on Linux takes \\ for a part of the name ${text}`,
      'write / between folders',
    );
  }
  const path = foldedPath(walk.base, text);
  const found = await walk.look(path, chain);
  if (found === undefined) await reportMissing(walk, path, text, chain);
  return found;
}

async function absolute(
  walk: JobWalk,
  { text, nested }: NameInValue,
  key: string,
  chain: Chain,
): Promise<undefined> {
  if (!nested) {
    walk.fault(
      chain,
      `${key}: ${text} is an absolute path`,
      'name the file relative to the folder of the job file',
    );
    return;
  }
  if ((await walk.look(text, chain)) === undefined) await reportMissing(walk, text, text, chain);
  else walk.leaveToServer(text, chain);
}
