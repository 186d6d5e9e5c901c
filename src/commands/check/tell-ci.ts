import { appendFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../context.js';
import { diskFault, LocalFileError } from '../../errors.js';
import { writeWhole } from '../../own-files/write-whole.js';
import type { CheckedOutput } from '../../services/check/check-results.js';
import { checkJunit } from '../../views/check/check-junit.js';
import { checkSummary } from '../../views/check/check-summary.js';
import { cellLines, faultWords } from '../../views/check/check-words.js';
import { annotationPlaces, githubAnnotations } from '../../views/github-annotations.js';
import { expandHome } from '../command.js';
import type { CheckOptions } from './check-options.js';

/**
 * Writes what CI servers read: the JUnit report, the summary of a step of GitHub Actions, and marks at the lines of expected files.
 * @param seconds how long it took.
 * @throws LocalFileError where a file cannot be written.
 */
export async function tellCi(
  { expectFolder, junit }: Pick<CheckOptions, 'expectFolder' | 'junit'>,
  what: string,
  checked: readonly CheckedOutput[],
  seconds: number,
  context: Context,
): Promise<void> {
  if (junit !== undefined)
    await written(junit, async () =>
      writeWhole(
        resolve(context.cwd, expandHome(context, junit)),
        checkJunit(`openquake check ${what}`, checked, seconds),
      ),
    );
  const summary = context.env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '')
    await written(summary, async () => appendFile(summary, checkSummary(what, checked)));
  const places = annotationPlaces(context);
  if (places === undefined) return;
  const faults = checked
    .filter(({ fails }) => fails)
    .map((row) => ({
      file: join(expectFolder, row.expected?.name ?? row.got?.name ?? ''),
      line: row.line,
      message: [faultWords(row), ...cellLines(row).slice(0, 1)].join('\n'),
    }));
  for (const line of githubAnnotations({ faults, warnings: [] }, places, 'OpenQuake results'))
    context.printer.command(line);
}

async function written(shown: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const fault = diskFault(cause);
    if (fault === undefined) throw cause;
    throw new LocalFileError(`${shown} cannot be written: ${fault.reason}.`, { cause });
  }
}
