import { dirname, isAbsolute } from 'node:path';
import type { JobWalk } from './job-walk.js';
import { nrmlElements } from './walk-xml.js';
import type { NamedFile } from './named-files.js';
import { reportMissing } from './missing-file.js';
import { writtenPath } from './path-names.js';
import { childOf, placesInText } from './xml/xml-tree.js';

/** Adds the policies that a reinsurance file names; the name is taken with the blanks around it, as the engine does. */
export async function followReinsurance(walk: JobWalk, reinsurance: NamedFile): Promise<void> {
  const file = walk.shownFile(reinsurance.found);
  const models = await nrmlElements(walk, reinsurance.found, reinsurance.chain, 'reinsuranceModel');
  if (models === undefined) return;
  const [model] = models;
  const policies = model === undefined ? undefined : childOf(model, 'policies');
  if (policies?.text === undefined) {
    walk.fault(reinsurance.chain, `${file} names no <policies> in a <reinsuranceModel>`);
    return;
  }
  const name = policies.text;
  const { line, column } = placesInText(policies.pieces)(0) ?? policies;
  const chain = [...reinsurance.chain, { file, line, column, key: 'policies' }];
  const path = isAbsolute(name) ? name : writtenPath(dirname(reinsurance.found.path), name);
  const found = await walk.look(path, chain);
  if (found !== undefined) {
    if (isAbsolute(name)) walk.leaveToServer(name, chain);
    else await walk.addAsWritten(path, found, chain);
  } else if (name.trim() !== name) {
    walk.fault(chain, `policies names ${JSON.stringify(name)}`, 'remove the blanks around the name');
  } else {
    await reportMissing(walk, path, name, chain);
  }
}
