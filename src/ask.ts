import type { Question } from './context.js';
import { InterruptedError, UsageError } from './errors.js';
import type { GlobalOptions } from './global-options.js';
import type { System } from './system.js';

/**
 * Asks a yes-or-no question on stderr.
 * @throws UsageError where nobody can be asked; InterruptedError at Ctrl-C.
 */
export async function confirm(system: System, globals: GlobalOptions, question: Question): Promise<boolean> {
  if (globals.yes || (question.yesInCi && globals.inCi)) return true;
  const { stdin, stderr } = system.streams;
  if (!stdin.isTerminal || globals.noInput) {
    throw new UsageError('This needs a yes, and there is nobody to ask.', { hint: 'Add --yes.' });
  }
  for (;;) {
    stderr.write(`${question.text} (y/n): `);
    const answer = await answerOrStop(system, async (stop) => stdin.readLine(stop));
    if (answer === undefined) return false;
    if (/^y(es)?$/i.test(answer.trim())) return true;
    if (/^no?$/i.test(answer.trim())) return false;
    stderr.write('Please enter y or n\n');
  }
}

/**
 * Asks for a line on stderr.
 * @param secret nothing of what is typed is shown.
 * @throws UsageError where nobody can be asked, or nothing was answered; InterruptedError at Ctrl-C.
 */
export async function ask(
  system: System,
  globals: GlobalOptions,
  question: string,
  secret: boolean,
): Promise<string> {
  const { stdin, stderr } = system.streams;
  if (!stdin.isTerminal || globals.noInput) {
    throw new UsageError(`There is nobody to ask: ${question}`);
  }
  stderr.write(`${question} `);
  const answer = await answerOrStop(system, async (stop) => {
    if (!secret) return stdin.readLine(stop);
    // The line that the user ended did not end on the screen.
    return stdin.readSecret(stop).finally(() => stderr.write('\n'));
  });
  if (answer !== undefined && answer !== '') return answer;
  throw new UsageError(`Nothing was answered: ${question}`);
}

/** Ctrl-C at a question is an interruption, not an answer. */
async function answerOrStop(
  system: System,
  read: (stop: AbortSignal) => Promise<string | undefined>,
): Promise<string | undefined> {
  const stopping = new AbortController();
  return new Promise((resolve, reject) => {
    const release = system.interrupts.take((signal) => {
      release();
      const reason = new InterruptedError('Interrupted; nothing was done.', signal);
      stopping.abort(reason);
      reject(reason);
    });
    read(stopping.signal).then(
      (line) => {
        release();
        resolve(line);
      },
      (error: unknown) => {
        release();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
