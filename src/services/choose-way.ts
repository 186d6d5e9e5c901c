import type { EngineServer } from '../engine/server.js';
import { isAtLeast } from '../engine/version.js';
import { namesFromRoot, whyNotInPlace } from '../job/from-root.js';
import type { PreparedJob } from './submit-job.js';
import { whyOtherFolders, whyUnreadable } from './same-files.js';

/** How the inputs of a job come to the server. */
export type Way =
  | { readonly kind: 'upload' /** Why not in place, where that was thought of. */; readonly reason?: string }
  /** The server is told the path of the job file. */
  | { readonly kind: 'path'; readonly path: string }
  /** The job file is sent alone, with names that the server finds on its own disk. */
  | { readonly kind: 'job-file'; readonly iniText: string };

/**
 * Whose files the server reads: `ours` where it is the engine of this machine, `proven` where the user says that it sees
 * the same files and that is to be proven, `upload` otherwise.
 */
export type Sharing = 'ours' | 'proven' | 'upload';

const UPLOAD: Way = { kind: 'upload' };
/**
 * Engines before 3.25 cannot be told a path with a hazard calculation, and get a job file with other names in it. That
 * changes the checksum in the heads of the exported files, so that it must be worth something: less than this is sent
 * in an instant.
 */
const WORTH_BYTES = 1_000_000;

/**
 * Decides whether anything has to be uploaded. In doubt everything is.
 * @param engineVersion of the server.
 * @throws UnreachableError when the server does not answer.
 */
export async function chooseWay(
  server: Pick<EngineServer, 'seesFile'>,
  job: PreparedJob,
  sharing: Sharing,
  engineVersion: string,
  signal?: AbortSignal,
): Promise<Way> {
  if (sharing === 'upload') return UPLOAD;
  if (job.kind === 'zip') return { kind: 'upload', reason: 'an archive is sent as it is' };
  const { inputs } = job;
  const byPath = !inputs.iniOverridden && isAtLeast(engineVersion, 3, 25);
  if (!byPath && sharing === 'ours' && inputs.totalBytes < WORTH_BYTES) return UPLOAD;
  const text = byPath ? '' : namesFromRoot(inputs);
  const refusal = whyNotInPlace(inputs) ?? (typeof text === 'string' ? undefined : text);
  if (refusal !== undefined) return { kind: 'upload', reason: refusal.reason };
  const other = sharing === 'proven' ? await whyOtherFolders(server, inputs, signal) : undefined;
  const reason = other ?? (await whyUnreadable(server, inputs, signal));
  if (reason !== undefined) return { kind: 'upload', reason };
  return typeof text === 'string' && !byPath
    ? { kind: 'job-file', iniText: text }
    : { kind: 'path', path: inputs.iniPath };
}
