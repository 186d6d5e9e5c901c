import type { Found } from './job-disk.js';
import { type Chain, type JobWalk, reasonOf } from './job-walk.js';
import { readNrml, type XmlElement } from './xml/xml-tree.js';
import { readXml, XmlError, type XmlListener } from './xml/xml.js';

/** @returns the elements called `keep` under the root of an NRML file, or undefined, with a fault. */
export async function nrmlElements(
  walk: JobWalk,
  found: Found,
  chain: Chain,
  keep: string,
): Promise<readonly XmlElement[] | undefined> {
  return reading(walk, found, chain, () => readNrml(walk.disk.chunks(found), keep));
}

/**
 * @param fix what to do about a file that is not well-formed.
 * @returns true where the listener heard all it wanted; false, with a fault, where the file is not well-formed.
 */
export async function hearXml(
  walk: JobWalk,
  found: Found,
  chain: Chain,
  listener: XmlListener,
  fix?: string,
): Promise<boolean> {
  const hear = async (): Promise<true> => {
    await readXml(walk.disk.chunks(found), listener);
    return true;
  };
  return (await reading(walk, found, chain, hear, fix)) === true;
}

async function reading<Result>(
  walk: JobWalk,
  found: Found,
  chain: Chain,
  read: () => Promise<Result>,
  fix?: string,
): Promise<Result | undefined> {
  const file = walk.shownFile(found);
  try {
    return await read();
  } catch (error) {
    if (error instanceof XmlError) {
      const { line, column, message } = error;
      walk.fault([...chain, { file, line, column, key: 'nrml' }], message, fix);
    } else {
      walk.fault(chain, `${file} cannot be read: ${reasonOf(error)}`);
    }
    return undefined;
  }
}
