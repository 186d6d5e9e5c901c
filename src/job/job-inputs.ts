import type { InputFault } from '../errors.js';

/** One link of the chain that brings a file into a job: the place that names it. */
export interface NamedBy {
  /** The file that holds the name, as the user would type it. */
  readonly file: string;
  /** 1-based line of the name in `file`, where known. */
  readonly line?: number | undefined;
  /** 1-based column of the name, where known. */
  readonly column?: number | undefined;
  /** The key of the job file, or the XML element, that holds the name. */
  readonly key: string;
}

/** Where the bytes of an input are: on disk, or in a zip that the job names (which is never unpacked on disk). */
export type InputSource =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** When the file was last changed in any way, in ms since the epoch, as its file system says (ctime). */
      readonly changedMs: number;
    }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'member'; readonly zipPath: string; readonly member: string };

/** One file that travels with a job. */
export interface JobInput {
  /** Absolute, normalised path; of a zip member: the path it would have beside its zip. */
  readonly path: string;
  /** Name in the archive, with forward slashes; a directory ends in one. */
  readonly name: string;
  readonly source: InputSource;
  /** Size when the walk saw it; 0 for a directory. */
  readonly sizeBytes: number;
  /** True where the engine's own list has it; false for what we add so that reading on the server works too. */
  readonly listedByEngine: boolean;
  /** From the job file to the place that names this one. Empty for the job file itself. */
  readonly chain: readonly NamedBy[];
}

/** A file that a job names by an absolute path. */
export interface UnpackedInput {
  readonly path: string;
  readonly chain: readonly NamedBy[];
}

/** One line of a value, trimmed, and where its first character stands. */
export interface ValueLine {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** A parameter of a job file and where it stands. */
export interface JobParameter {
  /** The key as the engine sees it: lower case. */
  readonly key: string;
  /** The value as the engine sees it: lines trimmed and joined with LF. */
  readonly text: string;
  readonly section: string;
  /** 1-based line of the key; undefined for a parameter that was given on the command line. */
  readonly line?: number | undefined;
  /** 1-based column of the key; undefined likewise. */
  readonly column?: number | undefined;
  /** The lines of the value with their places; empty for a parameter that was given on the command line. */
  readonly lines: readonly ValueLine[];
}

/** The calculation that a job file says it starts from. Without effect over HTTP unless the client passes it on. */
export type HazardCalculation =
  | { readonly kind: 'number'; readonly calculationId: number; readonly line?: number | undefined }
  | { readonly kind: 'file'; readonly text: string; readonly line?: number | undefined };

/** Everything that one job needs, found without an engine and without opening a source model. */
export interface JobInputs {
  /** Absolute path of the job file. */
  readonly iniPath: string;
  /** Base name of the job file: what the server's form field `job_ini` must say. */
  readonly jobIni: string;
  /** Text of the job file to pack; differs from the file on disk only where parameters were overridden. */
  readonly iniText: string;
  /** True where `iniText` must be packed in place of the file on disk. */
  readonly iniOverridden: boolean;
  /** All files, the job file among them, sorted by archive name. */
  readonly files: readonly JobInput[];
  /** Files named by an absolute path: never packed, since the server looks for them on its own disk. */
  readonly leftToServer: readonly UnpackedInput[];
  /** Sum of the sizes of all files. */
  readonly totalBytes: number;
  /** Every parameter by its lower-case key, file keys included. */
  readonly parameters: ReadonlyMap<string, JobParameter>;
  /** `calculation_mode`, or undefined where the job has none. */
  readonly calculationMode: string | undefined;
  readonly hazardCalculation: HazardCalculation | undefined;
  /** What does not stop the job from being sent, yet deserves a word. */
  readonly warnings: readonly InputFault[];
}

/** How to walk a job. */
export interface CollectOptions {
  /** Parameters that replace those of the job file, from {@link parseParams}; file keys are followed too. */
  readonly overrides?: ReadonlyMap<string, string> | undefined;
  /** Directory that a relative job path starts from. Default: the working directory. */
  readonly cwd?: string | undefined;
  /** Stops the walk. */
  readonly signal?: AbortSignal | undefined;
}
