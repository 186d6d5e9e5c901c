import { open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError, type InputFault } from '../errors.js';
import { chooseJobFile } from './job-archive.js';
import { missingJob } from './job-file-text.js';
import { reasonOf } from './job-walk.js';

/** What the user gave to run. */
export type JobFile =
  | { readonly kind: 'ini'; readonly path: string }
  | {
      readonly kind: 'zip';
      readonly path: string;
      readonly sizeBytes: number;
      /** When the archive was last changed in any way, in ms since the epoch (ctime). */
      readonly changedMs: number;
      /** Value for the form field `job_ini`: the base name of the job file in the archive that will run. */
      readonly jobIni: string;
      /** Name in the archive of the job file that the server will run. */
      readonly iniName: string;
      /** Names of all job files in the archive, in the order in which the server tries them. */
      readonly iniNames: readonly string[];
    };

export interface IdentifyOptions {
  /** Directory that a relative path starts from. Default: the working directory. */
  readonly cwd?: string | undefined;
  /** The job file to run of those in a zip: its base name, or its whole name in the archive. */
  readonly jobIni?: string | undefined;
}

const HEAD_BYTES = 4096;
/** The largest job file seen has 5 kB; beyond this it is something else. */
const MOST_BYTES = 16_000_000;

/**
 * Decides what the user gave: a job file, or an archive that is sent as it is.
 * @throws InputError for a directory, a missing, unreadable or binary file, or an archive without a job file that the
 * server would run; each with what to do.
 */
export async function identifyJob(path: string, options: IdentifyOptions = {}): Promise<JobFile> {
  const absolute = resolve(options.cwd ?? '', path);
  const { head, sizeBytes, changedMs } = await readHead(absolute, path);
  if (/\.zip$/i.test(path) || head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') {
    const chosen = await chooseJobFile(absolute, path, options.jobIni);
    return { kind: 'zip', path: absolute, sizeBytes, changedMs, ...chosen };
  }
  const fault = notAJob(head, sizeBytes);
  if (fault !== undefined) throw new InputError([{ file: path, ...fault }]);
  return { kind: 'ini', path: absolute };
}

interface Head {
  readonly head: Buffer;
  readonly sizeBytes: number;
  readonly changedMs: number;
}

async function readHead(absolute: string, path: string): Promise<Head> {
  try {
    const stats = await stat(absolute);
    if (stats.isDirectory()) throw new InputError([await directory(absolute, path)]);
    // To open a pipe waits for whoever writes into it.
    if (!stats.isFile())
      throw new InputError([{ file: path, message: 'is no file, but a pipe or a device' }]);
    const handle = await open(absolute);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES);
      return { head: buffer.subarray(0, bytesRead), sizeBytes: stats.size, changedMs: stats.ctimeMs };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof InputError) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new InputError([await missingJob(absolute, path)], { cause: error });
    }
    throw new InputError([{ file: path, message: `cannot be read: ${reasonOf(error)}` }], { cause: error });
  }
}

async function directory(absolute: string, path: string): Promise<InputFault> {
  const names = await readdir(absolute).catch(() => []);
  const jobs = names.filter((name) => name.endsWith('.ini')).sort();
  const shown = jobs.slice(0, 5).map((name) => join(path, name));
  const more = jobs.length > shown.length ? `, and ${jobs.length - shown.length} more` : '';
  const fix =
    jobs.length === 0 ? 'there is no .ini file in it' : `name a job file in it: ${shown.join(', ')}${more}`;
  return { file: path, message: 'is a folder, not a job file', fix };
}

/** What is not a job file can mostly be told by its first bytes. */
function notAJob(head: Buffer, sizeBytes: number): Omit<InputFault, 'file'> | undefined {
  const start = head.toString('latin1');
  if (start.startsWith('\x89HDF')) return { message: 'is an HDF5 file, not a job file' };
  if (start.startsWith('\x1f\x8b'))
    return { message: 'is a gzip file, not a job file', fix: 'unpack it first' };
  if (/^(?:\xef\xbb\xbf)?\s*<(?:\?xml|nrml|!)/.test(start)) {
    return { message: 'is an XML file, not a job file', fix: 'name the .ini file that names this one' };
  }
  const controls = head.filter((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x1b)).length;
  // UTF-16 has a better message of its own, from the reader.
  const utf16 = start.startsWith('\xff\xfe') || start.startsWith('\xfe\xff');
  if (controls * 20 > head.length && !utf16) return { message: 'is a binary file, not a job file' };
  if (sizeBytes > MOST_BYTES) return { message: `has ${sizeBytes} bytes, far too many for a job file` };
  return undefined;
}
