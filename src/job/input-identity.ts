import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { sha256Of } from '../own-files/sha256-of.js';
import { decodeIni } from './ini-text.js';
import type { JobInputs } from './job-inputs.js';
import { reasonOf } from './job-walk.js';

/** What a job is, by the contents of everything that it reads; or why that cannot be said. */
export type InputIdentity =
  | { readonly kind: 'known' /** SHA-256 in lower-case hex. */; readonly sha256: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Parameters that say where results go, or that are told apart otherwise: never what is computed. */
const NOT_COMPUTED = new Set(['export_dir', 'hazard_calculation_id']);

/**
 * Tells a job by its contents: every parameter in its order as the engine sees it (comments, blanks and sections do not
 * count, the description does), and the name, size and SHA-256 of every other file. Two jobs of the same identity
 * give the engine the same to compute.
 * @returns `unknown` where something that counts cannot be seen from here, or changed since the job was read.
 */
export async function identifyInputs(inputs: JobInputs, signal?: AbortSignal): Promise<InputIdentity> {
  const unseen = whatIsUnseen(inputs) ?? whatIsZipped(inputs);
  if (unseen !== undefined) return { kind: 'unknown', reason: unseen };
  try {
    const parameters = [...inputs.parameters.values()]
      .filter(({ key }) => !NOT_COMPUTED.has(key))
      .map(({ key, text }) => [key, text]);
    const files: unknown[] = [];
    for (const { name, path, source, sizeBytes } of inputs.files) {
      signal?.throwIfAborted();
      if (source.kind === 'file') {
        const isJobFile = path === inputs.iniPath;
        const content = isJobFile ? await sameText(inputs) : await sha256Of(source.path, signal);
        const after = await stat(source.path);
        if (content === undefined || after.ctimeMs !== source.changedMs || after.size !== sizeBytes)
          return { kind: 'unknown', reason: `${path} changed meanwhile` };
        if (!isJobFile) files.push([name, sizeBytes, content]);
      } else files.push([name]);
    }
    const sha256 = createHash('sha256').update(JSON.stringify([1, parameters, files]));
    return { kind: 'known', sha256: sha256.digest('hex') };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'unknown', reason: reasonOf(error) };
  }
}

/** An archive that runs as it is, and which of its job files runs. */
interface RunArchive {
  readonly path: string;
  readonly jobIni: string;
  readonly sizeBytes: number;
  readonly changedMs: number;
  /** What its job file names; undefined where nobody looked. */
  readonly inputs: JobInputs | undefined;
}

/** Tells an archive by its bytes. @returns `unknown` where it changed since it was looked at. */
export async function identifyArchive(archive: RunArchive, signal?: AbortSignal): Promise<InputIdentity> {
  const { path, jobIni, sizeBytes, changedMs, inputs } = archive;
  const unseen = inputs === undefined ? 'nobody looked into it' : whatIsUnseen(inputs);
  if (unseen !== undefined) return { kind: 'unknown', reason: unseen };
  try {
    const bytes = await sha256Of(path, signal);
    const after = await stat(path);
    if (after.ctimeMs !== changedMs || after.size !== sizeBytes)
      return { kind: 'unknown', reason: `${path} changed meanwhile` };
    const sha256 = createHash('sha256').update(JSON.stringify([1, 'zip', jobIni, bytes]));
    return { kind: 'known', sha256: sha256.digest('hex') };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'unknown', reason: reasonOf(error) };
  }
}

function whatIsUnseen(inputs: JobInputs): string | undefined {
  if (inputs.leftToServer.length > 0) return 'it names files on the disk of the server';
  if (inputs.parameters.has('shakemap_uri')) return 'it may read a ShakeMap from elsewhere';
  if (inputs.files.some(({ source, listedByEngine }) => source.kind === 'directory' && listedByEngine))
    return 'it names a folder as an input';
  if ([...inputs.parameters.values()].some(({ text }) => text.includes('${mosaic}')))
    return 'it names files of the mosaic of the server';
  return undefined;
}

function whatIsZipped({ files }: JobInputs): string | undefined {
  return files.some(({ source }) => source.kind === 'member') ? 'it has inputs inside a zip' : undefined;
}

/** @returns undefined where the job file is no longer what was read. */
async function sameText(inputs: JobInputs): Promise<string | undefined> {
  // With parameters from the command line another text was made of it, and that is what was sent.
  if (inputs.iniOverridden) return '';
  return decodeIni(await readFile(inputs.iniPath), inputs.iniPath) === inputs.iniText ? '' : undefined;
}
