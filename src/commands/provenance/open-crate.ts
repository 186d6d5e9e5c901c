import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../context.js';
import { diskFault, LocalFileError } from '../../errors.js';
import { readCrateDocument } from '../../results/crate/crate-document.js';
import { CRATE_NAME } from '../../results/crate/crate-facts.js';
import type { Entity } from '../../results/crate/crate-graph.js';
import { expandHome } from '../command.js';

/** The description of an export folder. */
export interface OpenCrate {
  /** As the user typed it. */
  readonly shown: string;
  /** Absolute. */
  readonly folder: string;
  readonly graph: ReadonlyMap<string, Entity>;
  /** Of the description itself, hexadecimal. */
  readonly sha256: string;
}

/**
 * Opens the description of an export folder that a user named.
 * @throws LocalFileError where there is none, or none that can be read.
 */
export async function openCrate(context: Context, typed: string): Promise<OpenCrate> {
  const shown = expandHome(context, typed);
  const folder = resolve(context.cwd, shown);
  const facts = { folder: shown };
  if (!(await isFolder(folder)))
    throw new LocalFileError(`There is no folder ${shown}.`, {
      hint: 'Name the folder of an export.',
      facts,
    });
  const document = await readCrateDocument(join(folder, CRATE_NAME)).catch((cause: unknown) => {
    const fault = diskFault(cause);
    if (fault === undefined) throw cause;
    throw new LocalFileError(`${join(shown, CRATE_NAME)} cannot be read: ${fault.reason}.`, { cause, facts });
  });
  if (document.kind === 'none') {
    throw new LocalFileError(`${shown} holds no ${CRATE_NAME}: nothing says what its files were.`, {
      hint: 'Exports write it unless --no-crate is given; exporting again into the folder describes what it brings.',
      facts,
    });
  }
  if (document.kind === 'broken') {
    throw new LocalFileError(
      `${join(shown, CRATE_NAME)} is no description that can be used: ${document.reason}.`,
      {
        hint: 'Take the one that was written at the export from a copy, or export again into a new folder.',
        facts,
      },
    );
  }
  const sha256 = createHash('sha256').update(document.text).digest('hex');
  return { shown, folder, graph: document.graph, sha256 };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
