import type { Account } from './accounts/account.js';
import type { EngineServer } from './engine/server.js';
import type { GlobalOptions } from './global-options.js';
import type { TlsSettings } from './http/tls.js';
import type { LocalEngine } from './local-engine/local-engine.js';
import type { Printer } from './output/printer.js';
import type { Transport } from './http/transport.js';
import type { Screen } from './output/screen.js';
import type { Profiles } from './profiles.js';
import type { System } from './system.js';

/** A question that must be answered before something is done. */
export interface Question {
  readonly text: string;
  /** Whether a CI run counts as a yes: for what only takes time, never for what deletes. */
  readonly yesInCi: boolean;
}

/** What a command is handed: the outside world, the printer, and the parts it may need, each made at first use. */
export interface Context extends System {
  readonly globals: GlobalOptions;
  readonly printer: Printer;
  /**
   * The server that the user chose; without one, the engine on this machine, installed and started if need be.
   * @throws UsageError, LocalEngineError; nothing is sent yet to a server that was named.
   */
  engine(): Promise<EngineServer>;
  /**
   * The server of a host as a user types it: for what needs several at once.
   * @throws UsageError when the text names no host; nothing is sent yet.
   */
  engineAt(host: string): Promise<EngineServer>;
  /** What `engine()` would use, without starting anything: a URL, or undefined for the engine on this machine. */
  chosenHost(): Promise<string | undefined>;
  /** What a TLS connection to that URL is opened with. */
  chosenTls(): Promise<TlsSettings>;
  /** The engine on this machine; neither installs nor starts anything. */
  localEngine(): Promise<LocalEngine>;
  profiles(): Promise<Profiles>;
  /**
   * Who the user is on the chosen server, and a way there without his session, for login and logout.
   * @returns undefined for the engine on this machine, which has no login.
   */
  door(): Promise<Door | undefined>;
  /**
   * Takes the whole terminal; whoever opens it closes it.
   * @throws UsageError where there is none.
   */
  openScreen(): Promise<Screen>;
  /**
   * Asks a yes-or-no question on stderr.
   * @returns true with --yes.
   * @throws UsageError where nobody can be asked.
   */
  confirm(question: Question): Promise<boolean>;
  /**
   * Asks for a line on stderr; Ctrl-C ends the program.
   * @param secret show nothing of what is typed.
   * @throws UsageError where nobody can be asked.
   */
  ask(question: string, secret?: boolean): Promise<string>;
}

/** The way to a server for those who have no session yet. */
export interface Door {
  readonly account: Account;
  readonly transport: Transport;
}
