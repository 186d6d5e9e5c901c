import type { Command, RawCommand } from '../../commands/command.js';
import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';

/** A command with its options read, waiting for a context. */
type ReadyCommand = (context: Context) => Promise<ExitCodeName>;

/** Loads a command's module and reads its options; nothing else is loaded with it. */
export type CommandLoader = (raw: RawCommand) => Promise<ReadyCommand>;

/** @returns the loader of a command whose module is imported when it is chosen. */
export function lazy<Options>(load: () => Promise<Command<Options>>): CommandLoader {
  return async (raw) => {
    const command = await load();
    const options = command.parse(raw);
    return async (context) => command.run(options, context);
  };
}

/** An option of a verb that is not one of the program's own. */
interface VerbOption {
  /** As commander reads it, e.g. `-f, --follow`. */
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
  /** May be given several times; its values come as a list. */
  readonly repeatable?: true;
}

/** A modern verb: `openquake VERB [WORD...]`. */
export interface Verb {
  /** e.g. `engine start`; one or two words. */
  readonly words: string;
  /** e.g. `<CALC_ID>`; as commander reads it. */
  readonly args: readonly string[];
  readonly options: readonly VerbOption[];
  readonly help: string;
  /** Command lines to copy, each with what it does. */
  readonly examples?: readonly string[];
  readonly load: CommandLoader;
}
