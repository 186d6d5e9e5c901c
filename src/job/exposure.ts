import { dirname, isAbsolute } from 'node:path';
import { splitAtBlanks } from './blanks.js';
import type { Found } from './job-disk.js';
import type { Chain, JobWalk } from './job-walk.js';
import { hearXml } from './walk-xml.js';
import type { NamedFile } from './named-files.js';
import { reportMissing } from './missing-file.js';
import { writtenPath } from './path-names.js';
import { placesInText } from './xml/xml-tree.js';
import { XmlError, type XmlListener, type XmlPlace } from './xml/xml.js';

interface TextPiece extends XmlPlace {
  readonly text: string;
}

/**
 * Adds the csv files that an exposure names. Reading ends at the first asset, so a huge exposure costs nothing.
 * @param listedByEngine false where the engine does not open this exposure while it lists files.
 */
export async function followExposure(
  walk: JobWalk,
  exposure: NamedFile,
  listedByEngine = true,
): Promise<void> {
  const header = new ExposureHeader();
  const opened = /\.(?:xml|nrml)$/i.test(exposure.found.path)
    ? undefined
    : 'the engine opens it as XML because an .xml file is named before it; put exposure_file above all others';
  if (!(await hearXml(walk, exposure.found, exposure.chain, header, opened))) return;
  const file = walk.shownFile(exposure.found);
  const wrong = header.wrong();
  if (wrong !== undefined) {
    walk.fault([...exposure.chain, { file, line: header.assetsLine, key: 'assets' }], wrong);
    return;
  }
  const text = header.pieces.map((piece) => piece.text).join('');
  const placeOf = placesInText(header.pieces);
  for (const word of splitAtBlanks(text)) {
    const place = placeOf(word.offset);
    const chain = [...exposure.chain, { file, line: place?.line, column: place?.column, key: 'assets' }];
    await followAssets(walk, exposure.found, word.text, chain, listedByEngine);
  }
}

async function followAssets(
  walk: JobWalk,
  exposure: Found,
  name: string,
  chain: Chain,
  listedByEngine: boolean,
): Promise<void> {
  const path = isAbsolute(name) ? name : writtenPath(dirname(exposure.path), name);
  const found = await walk.look(path, chain);
  if (found === undefined) await reportMissing(walk, path, name, chain);
  else if (isAbsolute(name)) walk.leaveToServer(name, chain);
  else await walk.addAsWritten(path, found, chain, listedByEngine);
}

/** Listens for the character data of the first `assets` that stands before its first asset. */
class ExposureHeader implements XmlListener {
  readonly pieces: TextPiece[] = [];
  assetsLine: number | undefined;
  #holdsAsset = false;
  #models = 0;
  #inAssets = false;
  readonly #open: string[] = [];

  starts(name: string, place: XmlPlace): boolean {
    const depth = this.#open.length;
    if (depth === 0 && name !== 'nrml') throw refuse(`it begins with <${name}>, not <nrml>`, place);
    if (depth === 1 && name !== 'exposureModel')
      throw refuse(`<${name}> stands where exposureModel is due`, place);
    if (depth === 1) this.#models += 1;
    if (this.#models > 1) throw refuse('it holds a second exposureModel', place);
    if (depth === 3 && this.#inAssets && name === 'asset') {
      this.#holdsAsset = true;
      return false;
    }
    this.#open.push(name);
    if (depth === 2 && name === 'assets' && this.assetsLine === undefined) {
      this.assetsLine = place.line;
      this.#inAssets = true;
    }
    return true;
  }

  text(text: string, place: XmlPlace): void {
    if (this.#inAssets && this.#open.length === 3) this.pieces.push({ text, ...place });
  }

  closed(): void {
    this.#open.pop();
    if (this.#open.length === 2) this.#inAssets = false;
  }

  /** @returns why the engine cannot read the exposure, although it is valid XML. */
  wrong(): string | undefined {
    if (this.assetsLine === undefined) return 'the exposure has no <assets>';
    if (this.pieces.length > 0) return undefined;
    // The engine trips over an element without any character data.
    return this.#holdsAsset
      ? 'the engine wants a line break between <assets> and the first <asset>'
      : '<assets> is empty: it names no file and holds no asset';
  }
}

function refuse(message: string, place: XmlPlace): XmlError {
  return new XmlError(`this is no exposure: ${message}`, place.line, place.column);
}
