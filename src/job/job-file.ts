/** What the user gave to run. */
export type JobFile =
  | { readonly kind: 'ini'; readonly path: string }
  | {
      readonly kind: 'zip';
      readonly path: string;
      readonly sizeBytes: number;
      /** Value for the form field `job_ini`: the base name of the job file in the archive that will run. */
      readonly jobIni: string;
      /** Names of all job files in the archive, in the order in which the server tries them. */
      readonly iniNames: readonly string[];
      /** Name in the archive of the job file that the server will run. */
      readonly iniName: string;
    };

export interface IdentifyOptions {
  readonly cwd?: string | undefined;
  /** The job file to run of those in a zip: its base name, or its whole name in the archive. */
  readonly jobIni?: string | undefined;
}

/**
 * Decides what the user gave: a job file, or an archive that is sent as it is.
 * @throws InputError for a directory, a missing or binary file, or an archive without a job file, each with what to do.
 */
export async function identifyJob(path: string, options: IdentifyOptions = {}): Promise<JobFile> {
  throw new Error(`not yet: ${path} ${String(options.jobIni)}`);
}
