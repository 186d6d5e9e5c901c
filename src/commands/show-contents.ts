import type { Context } from '../context.js';
import { type ArchiveContents, archiveContents } from '../services/archive-contents.js';
import type { PreparedJob } from '../services/submit-job.js';
import { CONTENTS_COLUMNS, contentsJson, contentsSummary } from '../views/archive-contents.js';
import { safeLine } from '../views/safe-text.js';
import { showWarnings } from './show-warnings.js';

/** `--dry-run`: prints what would be sent for each job, and why each file is in. Neither packs nor sends. */
export async function showContents(context: Context, jobs: readonly PreparedJob[]): Promise<void> {
  const { printer } = context;
  const all: ArchiveContents[] = [];
  for (const job of jobs) {
    showWarnings(context, job.warnings);
    const contents = await archiveContents(job);
    all.push(contents);
    if (jobs.length > 1) printer.line(`${safeLine(job.path)}:`);
    await printer.table(CONTENTS_COLUMNS, contents.entries);
    printer.line(contentsSummary(contents));
  }
  printer.note('Nothing was sent.');
  printer.json({ dry_run: true, jobs: all.map(contentsJson) });
}
