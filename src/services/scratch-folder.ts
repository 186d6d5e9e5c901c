import { tmpdir } from 'node:os';
import { diskFault, LocalFileError } from '../errors.js';
import { makeTemporaryFolder } from '../own-files/leftovers.js';

/**
 * Makes a folder in the system's place for temporary files; removes those that dead processes left there.
 * @param kind what it is for, a word in small letters that becomes part of its name.
 * @throws LocalFileError where nothing can be written there.
 */
export async function makeScratchFolder(
  kind:
    | 'job'
    | 'rerun'
    | 'compare'
    | 'ask'
    | 'crate'
    | 'report'
    | 'plot'
    | 'check'
    | 'replay'
    | 'bisect'
    | 'layer',
): Promise<string> {
  try {
    return await makeTemporaryFolder(tmpdir(), `openquake-${kind}-`);
  } catch (cause) {
    const fault = diskFault(cause);
    if (fault === undefined) throw cause;
    throw new LocalFileError(`No temporary files can be written in ${tmpdir()}: ${fault.reason}.`, {
      cause,
      hint: 'Set TMPDIR to a folder that exists, that you may write and that has room for the job.',
    });
  }
}
