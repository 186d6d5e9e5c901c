import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import { hashArchive, hashInputs } from '../../job/hash-inputs.js';
import {
  noteSubmitted,
  submittedFolder,
  type SubmittedInputs,
} from '../../services/provenance/submitted-inputs.js';
import type { PreparedJob } from '../../services/submit-job.js';
import { resolve } from 'node:path';
import { serverName } from './server-name.js';
import type { SentJob } from './send-job.js';

/** The inputs of a calculation on their way into the notes. */
export interface NotingInputs {
  /** Waits until they are noted, as far as they can be. @param calculation when it has ended. */
  settle(calculation: Calculation | undefined): Promise<void>;
  /** Stops the reading, and waits until it has stopped. */
  stop(): Promise<void>;
}

/**
 * Notes the inputs of a calculation by name, size and SHA-256, so that exports of it can tell them: read while the server
 * computes, and believed only where no file changed since the job was read. Whatever fails costs the description its
 * inputs, and the run nothing.
 */
export function noteInputs(
  context: Context,
  server: EngineServer,
  job: PreparedJob,
  overrides: ReadonlyMap<string, string>,
  sent: SentJob,
): NotingInputs {
  const stopping = new AbortController();
  const submitted = new Date(context.clock.now()).toISOString();
  const { id, token } = sent;
  const write = async (hashed: SubmittedInputs['inputs'], startTime: string | undefined): Promise<void> => {
    const name = await serverName(context, server);
    const mark =
      token !== undefined
        ? { token }
        : startTime === undefined
          ? undefined
          : { server: name, calculationId: id, startTime };
    if (mark === undefined) return;
    const note: SubmittedInputs = {
      version: 1,
      server: name,
      calculationId: id,
      submitted: `${submitted.slice(0, 19)}+00:00`,
      job: resolve(context.cwd, job.path),
      overrides: [...overrides],
      inputs: hashed,
    };
    await noteSubmitted(submittedFolder(context), mark, note, context.clock.now());
  };
  const reading = readInputs(job, stopping.signal);
  const atOnce = reading
    .then(async (hashed) => (token === undefined ? undefined : write(hashed, undefined)))
    .catch(() => undefined);
  return {
    async settle(calculation) {
      await atOnce;
      if (token !== undefined || calculation === undefined) return;
      await reading.then(async (hashed) => write(hashed, calculation.startTime)).catch(() => undefined);
    },
    async stop() {
      stopping.abort();
      await atOnce;
    },
  };
}

async function readInputs(job: PreparedJob, signal: AbortSignal): Promise<SubmittedInputs['inputs']> {
  const hashed = job.kind === 'zip' ? await hashArchive(job, signal) : await hashInputs(job.inputs, signal);
  return hashed.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256: sha256 ?? null }));
}
