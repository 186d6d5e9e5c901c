import type { ArchiveContents, ArchiveEntry } from '../services/archive-contents.js';
import { plural } from './fault-list.js';
import { safeLine } from './safe-text.js';
import { humanSize } from './sizes.js';

/** The columns of the list of what would be sent. */
export const CONTENTS_COLUMNS: readonly {
  readonly header: string;
  readonly align?: 'left' | 'right';
  readonly cell: (entry: ArchiveEntry) => string;
}[] = [
  { header: 'size', align: 'right', cell: ({ sizeBytes }) => humanSize(sizeBytes) },
  { header: 'name in the archive', cell: ({ name }) => safeLine(name) },
  { header: 'named by', cell: ({ reason }) => safeLine(describeReason(reason)) },
];

/** `job.ini:5 rupture_model_file`: the place that names it; what names that place stands in its own row. */
function describeReason(reason: ArchiveEntry['reason']): string {
  switch (reason.kind) {
    case 'job':
      return 'the job file';
    case 'unnamed':
      return 'nothing in the archive';
    case 'unread':
      return 'not looked at';
    case 'named': {
      const { file = '', line, key = '' } = reason.chain.at(-1) ?? {};
      return `${file}${line === undefined ? '' : `:${line}`} ${key}`;
    }
  }
}

/** `5 files, 8.48 KB; about 2.6 KB packed.` */
export function contentsSummary(contents: ArchiveContents): string {
  const { entries, totalBytes, archiveBytes, isEstimate } = contents;
  const packed = `${isEstimate ? 'about ' : ''}${humanSize(archiveBytes)} packed`;
  return `${plural(entries.length, 'file')}, ${humanSize(totalBytes)}; ${packed}.`;
}

/** The same for `--json`. */
export function contentsJson(contents: ArchiveContents): Record<string, unknown> {
  const { path, entries, totalBytes, archiveBytes, isEstimate } = contents;
  return {
    path,
    files: entries.map(({ name, sizeBytes, reason }) => ({
      name,
      size_bytes: sizeBytes,
      named_by: reason.kind === 'named' ? reason.chain.map(linkJson) : [],
      is_job_file: reason.kind === 'job',
    })),
    total_bytes: totalBytes,
    archive_bytes: archiveBytes,
    archive_bytes_is_estimate: isEstimate,
  };
}

function linkJson(link: {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly key: string;
}): Record<string, unknown> {
  return { file: link.file, line: link.line ?? null, column: link.column ?? null, key: link.key };
}
