import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeArchive } from '../job/archive/archive.js';
import { copyArchiveBelow } from '../job/archive/copy-archive.js';
import { jobIniField } from '../job/job-archive.js';
import type { JobInputs } from '../job/job-inputs.js';
import { openZip } from '../job/zip-reader.js';
import { sha256Of } from '../own-files/sha256-of.js';
import type { Way } from './choose-way.js';
import { type SubmissionEntry, tokenFolder } from './submission-entry.js';
import type { PreparedJob, SubmitEvent } from './submit-job.js';

/** A job as it goes to the server. */
export interface PackedSubmission extends Pick<SubmissionEntry, 'way' | 'mark' | 'contents' | 'jobIni'> {
  /** What is uploaded; undefined where the server is told a path. */
  readonly archivePath: string | undefined;
  /** What the server is told of the job file: an end of its name, or its path. */
  readonly jobIniField: string;
}

/**
 * Packs a job so that its calculation can be told from every other one: all that is in the archive goes below a folder that
 * is named by the token, and the engine names the job file, with its folder, in the first row of its log.
 * @param folder an empty one, for the archive.
 * @throws what {@link writeArchive} throws.
 */
export async function packSubmission(
  job: PreparedJob,
  way: Way,
  token: string,
  folder: string,
  onEvent: (event: SubmitEvent) => void,
  signal?: AbortSignal,
): Promise<PackedSubmission> {
  const archivePath = join(folder, 'job.zip');
  const mark = tokenFolder(token);
  if (job.kind === 'zip') {
    const { jobIni } = job;
    const told = await fieldOfZip(job);
    const copied = await copyArchiveBelow(mark, job.path, archivePath, signal);
    if (copied !== undefined)
      return {
        ...{ archivePath, jobIni, jobIniField: told, way: 'upload', mark },
        contents: digest(['zip', jobIni, copied]),
      };
    const contents = digest(['zip', jobIni, await sha256Of(job.path, signal)]);
    return { archivePath: job.path, jobIni, jobIniField: told, way: 'zip', mark: null, contents };
  }
  const { inputs } = job;
  const { jobIni } = inputs;
  if (way.kind === 'path') {
    const contents = digest(['path', seenFiles(inputs)]);
    const { path } = way;
    return {
      ...{ archivePath: undefined, jobIni: path, jobIniField: path },
      ...{ way: 'path', mark: ` running ${path} `, contents },
    };
  }
  const isJobFile = way.kind === 'job-file';
  const packed = isJobFile ? jobFileAlone(inputs) : inputs;
  const files = packed.files.length;
  const { sha256 } = await writeArchive(packed, archivePath, {
    folder: mark,
    iniOverride: isJobFile ? way.iniText : undefined,
    onProgress: ({ doneBytes, totalBytes }) => onEvent({ kind: 'packing', doneBytes, totalBytes, files }),
    signal,
  });
  const contents = digest([way.kind, jobIni, sha256, ...(isJobFile ? [seenFiles(inputs)] : [])]);
  const names = packed.files.map(({ name }) => name);
  const iniName = packed.files.find(({ path }) => path === inputs.iniPath)?.name ?? jobIni;
  return { archivePath, jobIni, jobIniField: jobIniField(iniName, names), way: way.kind, mark, contents };
}

async function fieldOfZip({ path, jobIni, iniName }: Extract<PreparedJob, { kind: 'zip' }>): Promise<string> {
  try {
    const zip = await openZip(path);
    zip.close();
    return jobIniField(
      iniName,
      zip.members.map(({ name }) => name),
    );
  } catch {
    // What is wrong with it is for the server to say.
    return jobIni;
  }
}

function jobFileAlone(inputs: JobInputs): JobInputs {
  const files = inputs.files.filter(({ path }) => path === inputs.iniPath);
  return { ...inputs, files, totalBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) };
}

/** The server reads them itself, and so nobody here does: what a file is by name, size and time of its last change. */
function seenFiles({ files }: JobInputs): readonly unknown[] {
  return files.map(({ path, sizeBytes, source }) => [
    path,
    sizeBytes,
    source.kind === 'file' ? source.changedMs : null,
  ]);
}

function digest(facts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([1, ...facts]))
    .digest('hex');
}
