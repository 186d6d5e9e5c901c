/** What every command understands, already read from flags; environment and defaults are settled in settings.ts. */
export interface GlobalOptions {
  /** `--host`, as typed. */
  readonly host?: string | undefined;
  /** `--profile`, as typed. */
  readonly profile?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** `--no-color` was given. */
  readonly noColour: boolean;
  /** `--yes`: answer yes to every question. */
  readonly yes: boolean;
  /** `--no-input`: never ask. */
  readonly noInput: boolean;
  /** `--debug`: requests and replies on stderr. */
  readonly debug: boolean;
  /** `--engine-version` of the embedded engine. */
  readonly engineVersion?: string | undefined;
  /** `--engine-python`: an interpreter that already has the engine. */
  readonly enginePython?: string | undefined;
}
