/** Names of the commands behind flags and verbs; each is loaded only when it is chosen. */
export type CommandName =
  | 'run'
  | 'list-calculations'
  | 'list-outputs'
  | 'show-log'
  | 'export-output'
  | 'export-outputs'
  | 'save-calculation'
  | 'delete-calculation'
  | 'delete-uncompleted'
  | 'make-html-report'
  | 'abort'
  | 'version';

/** How many values follow a flag. */
export type Arity = 0 | 1 | 2 | 3 | 'many';

/**
 * One flag of the engine's own command line, of whatever era. The parser, the help and the README read this table,
 * so that they agree.
 */
export interface EngineFlag {
  /** Long name without dashes. */
  readonly name: string;
  /** Other names after two dashes, e.g. `rh`; the engine's short forms are of this kind. */
  readonly aliases: readonly string[];
  /** One letter after one dash. */
  readonly short?: string;
  /** Releases that had it, e.g. `0.9 to 2.8`, `1.2 to today`; `never` for what is this client's own. */
  readonly eras: string;
  /** Those of its long names that the parser of engine 3.26 knows: only they count when a beginning is completed. */
  readonly today?: readonly string[];
  /** Names that today's engine has given up: they work, with a warning. */
  readonly oldNames?: readonly string[];
  /** Where the whole flag has gone out of use: what is typed instead. It works, with a warning. */
  readonly instead?: string;
  readonly arity: Arity;
  /** What the values are called, as help shows them. */
  readonly values?: string;
  readonly group: 'Run' | 'Look' | 'Export' | 'Control';
  readonly help: string;
  /** For flags that choose what is done: the command, of which there is exactly one per line. */
  readonly action?: CommandName;
  /** May be given several times. */
  readonly repeatable?: true;
  /** Why a remote client cannot do it, and what to do instead: it is accepted only to say so, in one sentence. */
  readonly refusal?: string;
}

/** A flag that is accepted only to say what replaces it. */
type Refused = Pick<EngineFlag, 'name' | 'arity' | 'eras' | 'group'> &
  Partial<EngineFlag> & { readonly refusal: string };

/** @returns the row of a flag that a remote client cannot honour. */
export function refused(flag: Refused): EngineFlag {
  return { aliases: [], help: 'Not possible through a server.', ...flag };
}
