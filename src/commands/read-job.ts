import type { Context } from '../context.js';
import { type JobRequest, type PreparedJob, prepareJob } from '../services/submit-job.js';
import { safeLine } from '../views/safe-text.js';
import { humanSize } from '../views/sizes.js';

/**
 * Reads and checks a job, with a word on the terminal: of a model of gigabytes it takes a while.
 * @throws InputError with every fault that was found.
 */
export async function readJob(
  context: Context,
  request: Omit<JobRequest, 'cwd' | 'onProgress'>,
): Promise<PreparedJob> {
  const live = await context.printer.live(`Checking ${safeLine(request.path)}`);
  const onProgress: JobRequest['onProgress'] = ({ file, doneBytes, totalBytes }) => {
    live.update(`Checking ${safeLine(file)}: ${humanSize(doneBytes)} of ${humanSize(totalBytes)}`);
  };
  try {
    return await prepareJob({ ...request, cwd: context.cwd, onProgress }, context.stopped);
  } finally {
    live.stop();
  }
}
