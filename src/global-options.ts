/** What every command understands, settled from flags and environment by settings.ts. */
export interface GlobalOptions {
  /** The host that the flag or the environment names, as typed. */
  readonly host: string | undefined;
  /** Whether `--host` stood on the command line, so that commands we suggest must repeat it. */
  readonly hostIsTyped: boolean;
  /** A saved profile, by name. */
  readonly profile: string | undefined;
  /** The same for `--profile`. */
  readonly profileIsTyped: boolean;
  /** Who the user is on a server with login. */
  readonly username: string | undefined;
  /** A file with the password in its first line, as typed. */
  readonly passwordFile: string | undefined;
  /** A file of certificates to trust, as typed. */
  readonly caFile: string | undefined;
  /** Our certificate for servers that want one, and its key, as typed. */
  readonly clientCert: string | undefined;
  readonly clientKey: string | undefined;
  /** Take any certificate. */
  readonly insecure: boolean;
  /** JSON on stdout; true with `--jsonl` too. */
  readonly json: boolean;
  /** One JSON value a line. */
  readonly jsonl: boolean;
  /** Keys of the columns of a list that were asked for. */
  readonly columns: readonly string[] | undefined;
  /** Delimited rows instead of a table. */
  readonly format: 'csv' | 'tsv' | undefined;
  readonly quiet: boolean;
  readonly noColour: boolean;
  /** Answer yes to every question. */
  readonly yes: boolean;
  /** Whether a CI system runs this: harmless questions are taken as answered with yes. */
  readonly inCi: boolean;
  /** Write no description beside exported files. */
  readonly noCrate: boolean;
  /** Never ask. */
  readonly noInput: boolean;
  /** Show each call to the server. */
  readonly debug: boolean;
  /** Release of the embedded engine. */
  readonly engineVersion: string | undefined;
  /** An interpreter that already has the engine, or `oq`. */
  readonly enginePython: string | undefined;
  /** Remembered passwords go into a file even where there is a keyring. */
  readonly noKeyring: boolean;
  /** The user says that a named host sees the same files as this machine. */
  readonly inPlace: boolean;
  /** What an interrupt does to a calculation that is being followed. */
  readonly onInterrupt: 'detach' | 'abort';
  /** How long a silent server is tried again. */
  readonly patienceMs: number;
  /** Where the end of a calculation is told, as typed; may hold secrets. */
  readonly notify: readonly string[];
}

/**
 * @returns the words with which the user named the server on the command line, to be repeated in commands that we
 * suggest; empty where they would mean the same without.
 */
export function serverWords(
  globals: Pick<GlobalOptions, 'host' | 'hostIsTyped' | 'profile' | 'profileIsTyped'>,
): string {
  if (globals.hostIsTyped) return `--host ${globals.host ?? ''}`;
  return globals.profileIsTyped ? `--profile ${globals.profile ?? ''}` : '';
}
