import { dirname, join, relative } from 'node:path';
import type { InputFault } from '../errors.js';
import { type OpenFaulted, withExcerpts } from '../job/fault-excerpts.js';
import { JobDisk } from '../job/job-disk.js';
import type { InputSource } from '../job/job-inputs.js';
import { findWord } from '../job/find-word.js';
import { openZip } from '../job/zip-reader.js';
import { remoteFaults } from './remote-faults.js';
import type { PreparedJob } from './submit-job.js';

/** What an engine that fails says of a word that it does not name the line of. */
const UNPLACED_WORD = /Unknown GSIM: (\w+)/;

/**
 * Says in the user's files what an engine said of its own copies when it failed, with the lines themselves.
 * @param texts errors of the log, or the traceback of a refusal.
 * @param cwd where the user is.
 * @returns nothing where the engine names no file and no parameter of the job; never throws.
 */
export async function explainFailure(
  job: PreparedJob,
  texts: readonly string[],
  cwd: string,
): Promise<readonly InputFault[]> {
  try {
    const files = await filesOf(job, cwd);
    const names = new Map([...files].map(([name, { shown }]) => [name, shown]));
    const ini = job.kind === 'ini' ? job.path : (names.get(job.iniName) ?? job.iniName);
    const parameters = job.inputs?.parameters ?? new Map();
    const faults = remoteFaults(texts, { files: names, ini, parameters });
    const open = opener(files);
    const placed = await Promise.all(faults.map(async (fault) => placeWord(fault, open)));
    return (await withExcerpts(placed, open)).map(pointAt);
  } catch {
    // The engine's own words were shown; that its failure cannot be explained is no failure.
    return [];
  }
}

interface SentFile {
  /** As the user would type it. */
  readonly shown: string;
  readonly source: InputSource;
}

/** Every file that was sent, by its name in the archive. */
async function filesOf(job: PreparedJob, cwd: string): Promise<Map<string, SentFile>> {
  if (job.kind === 'zip') {
    const zip = await openZip(job.path);
    zip.close();
    const inCwd = relative(cwd, job.path);
    const typed = inCwd.startsWith('..') ? job.path : inCwd;
    return new Map(
      zip.members.map(({ name }) => [
        name,
        { shown: join(typed, name), source: { kind: 'member', zipPath: job.path, member: name } },
      ]),
    );
  }
  const { inputs } = job;
  const base = dirname(inputs.iniPath);
  const shown = (path: string): string => join(dirname(job.path), relative(base, path));
  return new Map(
    inputs.files.map(({ name, path, source }) => [
      name,
      {
        shown: source.kind === 'member' ? join(shown(source.zipPath), source.member) : shown(path),
        source,
      },
    ]),
  );
}

function opener(files: ReadonlyMap<string, SentFile>): OpenFaulted {
  const byShown = new Map([...files.values()].map((file) => [file.shown, file]));
  const disk = new JobDisk();
  return async (file) => {
    const sent = byShown.get(file);
    if (sent === undefined || sent.source.kind === 'directory') return Promise.resolve(undefined);
    return Promise.resolve(disk.chunks({ path: file, source: sent.source, sizeBytes: 0 }));
  };
}

async function placeWord(fault: InputFault, open: OpenFaulted): Promise<InputFault> {
  const word = UNPLACED_WORD.exec(fault.message)?.[1];
  const chunks = fault.line === undefined && word !== undefined ? await open(fault.file) : undefined;
  return chunks === undefined ? fault : { ...fault, ...(await findWord(chunks, word ?? '')) };
}

/** The engine tells lines, not columns; the value or the element that it names can be seen in the line. */
function pointAt(fault: InputFault): InputFault {
  const { excerpt, column, message } = fault;
  if (excerpt === undefined || column !== undefined) return fault;
  const words = [
    ...[...message.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? ''),
    // Could not convert bValue->positivefloat
    ...[...message.matchAll(/\bconvert (\w+)->/g)].map((match) => `${match[1] ?? ''}=`),
    ...[...message.matchAll(/\bnode (\w+):/g)].map((match) => `<${match[1] ?? ''}`),
  ];
  for (const word of words) {
    const at = wholeWord(word).exec(excerpt.text)?.index;
    if (at !== undefined) return { ...fault, column: excerpt.start + at + 1 };
  }
  return fault;
}

/** A word that is not a part of a longer one, as 'x' would be. */
function wholeWord(word: string): RegExp {
  const escaped = word.replace(/[^\w\s]/g, '\\$&');
  return new RegExp(`(?<![\\w.])${escaped}${/\w$/.test(word) ? '(?![\\w.])' : ''}`);
}
