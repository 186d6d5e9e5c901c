import { estimateArchive } from '../job/archive/archive-space.js';
import type { JobInput, JobInputs, NamedBy } from '../job/job-inputs.js';
import { openZip } from '../job/zip-reader.js';
import type { PreparedJob } from './submit-job.js';

/** One file of an archive that would be sent. */
export interface ArchiveEntry {
  /** Name in the archive. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Why it is in. */
  readonly reason:
    | { readonly kind: 'job' }
    /** From the job file to the place that names this file. */
    | { readonly kind: 'named'; readonly chain: readonly NamedBy[] }
    /** In an archive that is sent as it is: nothing in it that we read names this one. */
    | { readonly kind: 'unnamed' }
    /** In an archive that was not looked into. */
    | { readonly kind: 'unread' };
}

/** What would be sent for one job. */
export interface ArchiveContents {
  readonly path: string;
  readonly entries: readonly ArchiveEntry[];
  /** Sum of the sizes of all entries. */
  readonly totalBytes: number;
  /** Size of the archive. */
  readonly archiveBytes: number;
  /** Whether `archiveBytes` is told from samples: the archive does not exist yet. */
  readonly isEstimate: boolean;
}

/** Lists what would be sent for a job. Packs nothing. */
export async function archiveContents(job: PreparedJob): Promise<ArchiveContents> {
  const { path, inputs } = job;
  if (job.kind === 'ini') {
    const { files, totalBytes } = job.inputs;
    const entries = files.map((file) => entryOf(file, job.inputs));
    return { path, entries, totalBytes, archiveBytes: await estimateArchive(files), isEstimate: true };
  }
  const zip = await openZip(job.path);
  zip.close();
  const named = new Map(
    inputs?.files.flatMap((file) =>
      file.source.kind === 'member' ? [[file.source.member, entryOf(file, inputs)] as const] : [],
    ),
  );
  const other = { kind: inputs === undefined ? ('unread' as const) : ('unnamed' as const) };
  const entries = zip.members.map(({ name, sizeBytes }): ArchiveEntry => {
    const reason = name === job.iniName ? { kind: 'job' as const } : (named.get(name)?.reason ?? other);
    return { name, sizeBytes, reason };
  });
  const totalBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { path, entries, totalBytes, archiveBytes: job.sizeBytes, isEstimate: false };
}

function entryOf({ name, sizeBytes, path, chain }: JobInput, { iniPath }: JobInputs): ArchiveEntry {
  return { name, sizeBytes, reason: path === iniPath ? { kind: 'job' } : { kind: 'named', chain } };
}
