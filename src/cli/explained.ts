import type { RawCommand } from '../commands/command.js';
import type { CommandLoader } from './verbs/verb.js';

/** @returns the loader of the explanation of a command: its own reading of the words still judges them. */
export function explained(kind: 'flag' | 'verb', name: string, load: CommandLoader): CommandLoader {
  return async (raw) => {
    const { explain, explainerOf } = await import('../commands/explain/explain.js');
    const explainer = explainerOf(kind, name);
    await load(raw);
    return async (context) => explain(explainer, raw, context);
  };
}

/** Whether a line asks for an explanation. */
export function wantsExplanation(raw: RawCommand): boolean {
  return raw.flags['explain'] === true;
}
