import type { ExitCodeName } from './exit-codes.js';

/** Facts that go with an error into `--json`; plain values only, never a secret. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null | readonly unknown[]>>;

interface ErrorParts {
  /** What to do next, as one sentence or a command line. */
  readonly hint?: string | undefined;
  /** The error that lies beneath. */
  readonly cause?: unknown;
  /** Facts for `--json`. */
  readonly facts?: ErrorFacts | undefined;
}

/**
 * An error thrown on purpose: `message` says in the user's words what is wrong, `hint` what to do next, and the
 * class decides the exit code. Anything else that reaches the boundary is a fault in this program.
 */
export abstract class OpenquakeError extends Error {
  abstract readonly kind: string;
  abstract readonly exit: ExitCodeName;
  readonly hint: string | undefined;
  facts: ErrorFacts;

  constructor(message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.hint = parts.hint;
    this.facts = parts.facts ?? {};
    this.name = new.target.name;
  }

  /** Adds what was known where the error passed through. @returns the same error. */
  telling(facts: ErrorFacts): this {
    this.facts = { ...facts, ...this.facts };
    return this;
  }
}

/** The command line is wrong, or asks for what a remote client cannot do. */
export class UsageError extends OpenquakeError {
  readonly kind = 'usage';
  readonly exit = 'usage';
}

/** The line that a fault stands on, or as much of a long one as stands around the column. */
export interface FaultExcerpt {
  /** As it stands in the file, without its line end: never print it raw. */
  readonly text: string;
  /** 0-based place in the line of the first character of `text`. */
  readonly start: number;
  /** Whether the line goes on behind `text`. */
  readonly goesOn: boolean;
}

/** One thing that is wrong in a local input, with the place where it is wrong. */
export interface InputFault {
  /** Path of the file that holds the fault, as the user would type it. */
  readonly file: string;
  /** 1-based line in `file`, where known. */
  readonly line?: number | undefined;
  /** 1-based column in `line`, where known; counted in UTF-16 units, as editors and their protocol (LSP) do. */
  readonly column?: number | undefined;
  /** What is wrong, without the place. */
  readonly message: string;
  /** How to mend it. */
  readonly fix?: string | undefined;
  /** The line itself, where it could be read. */
  readonly excerpt?: FaultExcerpt | undefined;
}

/** @returns `file:line:column: message` as far as the place is known, the form that editors and CI understand. */
export function describeFault(fault: InputFault): string {
  const place = [fault.file, fault.line, fault.line === undefined ? undefined : fault.column]
    .filter((part) => part !== undefined)
    .join(':');
  return `${place}: ${fault.message}${fault.fix === undefined ? '' : ` (${fault.fix})`}`;
}

/** Local input is invalid; nothing was sent. Carries every fault that was found, not the first alone. */
export class InputError extends OpenquakeError {
  readonly kind = 'invalid-input';
  readonly exit = 'invalidInput';

  /** @param warnings what would not have stopped the job, told in the same go. */
  constructor(
    readonly faults: readonly InputFault[],
    parts: ErrorParts = {},
    readonly warnings: readonly InputFault[] = [],
  ) {
    super(faults.map(describeFault).join('\n'), parts);
  }
}

/** A file of results is broken, at the places that its faults tell. Nobody was going to send it anywhere. */
export class ResultFileError extends InputError {}

/** The server wants a login or refuses this user. */
export class LoginError extends OpenquakeError {
  readonly kind = 'login';
  readonly exit = 'login';
}

/** No answer, or no usable answer, from the server. */
export class UnreachableError extends OpenquakeError {
  readonly kind: string = 'unreachable';
  readonly exit = 'unreachable';
}

/** Something answers at the address, but it is not an OpenQuake engine server. */
export class NotAnEngineError extends UnreachableError {
  override readonly kind = 'not-an-engine';
}

/** The connection was lost after the whole upload was sent: the calculation may or may not exist. */
export class DoubtfulSubmitError extends UnreachableError {
  override readonly kind = 'doubtful-submit';
}

/** The server answered, and the answer is a failure of its own, e.g. a crash page: how things stand is not known. */
export class ServerError extends OpenquakeError {
  readonly kind: string = 'server';
  readonly exit: ExitCodeName = 'unreachable';

  constructor(
    message: string,
    readonly status: number,
    parts: ErrorParts = {},
  ) {
    super(message, { ...parts, facts: { status, ...parts.facts } });
  }
}

/** The server understood and says no, in words: nothing was done. */
export class RefusedError extends ServerError {
  override readonly kind = 'refused';
  override readonly exit = 'calculationFailed';
}

/** The engine on the server is older than what was asked for; nothing was done. */
export class TooOldError extends OpenquakeError {
  readonly kind = 'engine-too-old';
  readonly exit = 'calculationFailed';

  /** @param what e.g. `Tags`. @param since the release that has it first, e.g. `3.25`. */
  constructor(what: string, since: string, version: string, host: string) {
    super(`${what} came with engine ${since}, and ${host} runs ${version}.`, {
      hint: `Ask its owner for engine ${since} or later; nothing was done.`,
      facts: { host, engine_version: version, needs: since },
    });
  }
}

/** The engine refused the job when it was submitted; a dead calculation may be left on the server. */
export class RefusedJobError extends OpenquakeError {
  readonly kind = 'job-refused';
  readonly exit = 'calculationFailed';
  /** What the engine says, in the user's own files, as far as it names one. */
  faults: readonly InputFault[] = [];

  constructor(
    message: string,
    readonly calculationId: number | undefined,
    readonly traceback: readonly string[],
    parts: ErrorParts = {},
  ) {
    super(message, {
      ...parts,
      facts: { calculation_id: calculationId ?? null, traceback, ...parts.facts },
    });
  }

  /** Adds where in the user's files the reason lies. @returns the same error. */
  at(faults: readonly InputFault[]): this {
    this.faults = faults;
    return this;
  }
}

/** Waiting was given up; the calculation goes on. */
export class StillRunningError extends OpenquakeError {
  readonly kind = 'still-running';
  readonly exit = 'stillRunning';
}

/** No such calculation or output. */
export class NotFoundError extends OpenquakeError {
  readonly kind = 'not-found';
  readonly exit = 'notFound';
}

/** Results could not be fetched or written whole. Nothing half-written is left behind. */
export class ExportError extends OpenquakeError {
  readonly kind = 'incomplete-results';
  readonly exit = 'incompleteResults';
}

/** The engine cannot export this output in this format; another format may do. */
export class NoExporterError extends ExportError {}

/** A local file or folder cannot be read or written. */
export class LocalFileError extends OpenquakeError {
  readonly kind = 'local-file';
  readonly exit = 'incompleteResults';
}

/** The engine on this machine cannot be installed, started or stopped. */
export class LocalEngineError extends OpenquakeError {
  readonly kind = 'local-engine';
  readonly exit = 'localEngine';
}

/** The user or the system interrupted the program. */
export class InterruptedError extends OpenquakeError {
  readonly kind = 'interrupted';
  readonly exit: 'interrupted' | 'terminated';

  constructor(message: string, signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', parts: ErrorParts = {}) {
    super(message, parts);
    this.exit = signal === 'SIGINT' ? 'interrupted' : 'terminated';
  }
}

/** What the operating system says of a file or folder, in words. */
const DISK_WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EFBIG: 'a file may not be so large there',
  EDQUOT: 'your quota is used up',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is on a read-only file system',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file of that name stands there',
  EISDIR: 'a folder stands where a file is needed',
  ENAMETOOLONG: 'a name is too long for it',
  EMFILE: 'too many files are open',
};

/** @returns the system's code and its meaning in words when it refused a file or folder; undefined for another error. */
export function diskFault(error: unknown): { readonly code: string; readonly reason: string } | undefined {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return undefined;
  const code = String(error.code);
  return { code, reason: DISK_WORDS[code] ?? code };
}

/** Whether the system refused a link as file systems do that know none (FAT, a few network ones). */
export function refusesLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(diskFault(error)?.code ?? '');
}
