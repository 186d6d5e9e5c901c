import type { GlobalOptions } from './cli/global-options.js';
import type { EngineServer } from './engine/server.js';
import type { LocalEngine } from './local-engine/local-engine.js';
import type { Printer } from './output/printer.js';
import type { System } from './system.js';

/** What a command is handed: the outside world, the printer, and the parts it may need, each made at first use. */
export interface Context extends System {
  readonly globals: GlobalOptions;
  readonly printer: Printer;
  /** The server that the user chose; without one, the engine on this machine, installed and started if need be. */
  engine(): Promise<EngineServer>;
  /** The engine on this machine; neither installs nor starts anything. */
  localEngine(): Promise<LocalEngine>;
  /**
   * Asks a yes-or-no question on stderr.
   * @returns true with --yes; false where nobody can be asked.
   */
  confirm(question: string): Promise<boolean>;
}
