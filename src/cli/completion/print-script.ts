import type { RawCommand } from '../../commands/command.js';
import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { didYouMean } from '../did-you-mean.js';
import { completionScript, type Shell, SHELLS } from './scripts.js';

interface CompletionOptions {
  readonly shell: Shell;
}

/** `openquake completion SHELL`. */
export function parse(raw: RawCommand): CompletionOptions {
  const wanted = raw.args[0] ?? '';
  const shell = SHELLS.find(
    (known) => known === wanted.toLowerCase() || (known === 'powershell' && wanted === 'pwsh'),
  );
  if (shell !== undefined) return { shell };
  throw new UsageError(`There is no completion for "${wanted}".`, {
    hint: `${didYouMean(wanted, SHELLS) ?? ''} There is one for ${SHELLS.join(', ')}.`.trim(),
  });
}

/** Prints what the shell is to load. */
export async function run({ shell }: CompletionOptions, { printer }: Context): Promise<ExitCodeName> {
  const script = completionScript(shell);
  printer.json({ shell, script });
  printer.line(script.trimEnd());
  return 'success';
}
