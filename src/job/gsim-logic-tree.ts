import { dirname, isAbsolute } from 'node:path';
import { leadingBlanks, squeezeBlanks, trimBlanks, trimBlanksEnd } from './blanks.js';
import { addTablesOf } from './gsim-tables.js';
import type { Chain, JobWalk } from './job-walk.js';
import { type Branch, readBranchSets } from './logic-tree.js';
import { nrmlElements } from './walk-xml.js';
import type { NamedFile } from './named-files.js';
import { foldedPath } from './path-names.js';
import { parsePythonLiteral, PythonLiteralError } from '../python/python-literal.js';
import type { XmlPlace } from './xml/xml.js';
import { placesInText } from './xml/xml-tree.js';

/** Where Python's str.splitlines cuts. */
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/**
 * Adds the tables that a GSIM logic tree names. A missing one is left out quietly: many models name tables that are
 * shipped inside the engine.
 */
export async function followGsims(walk: JobWalk, tree: NamedFile): Promise<void> {
  const file = walk.shownFile(tree.found);
  const elements = await nrmlElements(walk, tree.found, tree.chain, 'logicTree');
  if (elements === undefined) return;
  const chainAt = ({ line, column }: XmlPlace): Chain => [
    ...tree.chain,
    { file, line, column, key: 'uncertaintyModel' },
  ];
  const [logicTree] = elements;
  if (logicTree === undefined) {
    walk.fault(tree.chain, `${file} is not a logic tree: it has no <logicTree>`, 'name the GSIM logic tree');
    return;
  }
  const sets = readBranchSets(
    logicTree,
    () => true,
    (element, message, fix) => {
      walk.fault(chainAt(element), message, fix);
    },
  );
  for (const set of sets) {
    if (set.uncertaintyType !== 'gmpeModel') {
      const message = `a GSIM logic tree holds only gmpeModel, not ${JSON.stringify(set.uncertaintyType)}`;
      walk.fault(chainAt(set.element), message);
      continue;
    }
    for (const branch of set.branches) {
      await followModel(walk, dirname(tree.found.path), branch, chainAt);
    }
  }
}

async function followModel(
  walk: JobWalk,
  base: string,
  branch: Branch,
  chainAt: (place: XmlPlace) => Chain,
): Promise<void> {
  const { model, text } = branch;
  const layout = text.startsWith('[', leadingBlanks(text));
  const placeOf = placesInText(model.pieces);
  let offset = 0;
  for (const line of layout ? text.split(LINE_END) : [squeezeBlanks(text)]) {
    const place = (layout ? placeOf(offset + leadingBlanks(line)) : undefined) ?? model;
    offset += line.length + 1;
    await followLine(walk, base, line, chainAt(place));
  }
  const attributes = [...model.attributes].map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  walk.gsimModels.push({
    text: [text, ...attributes].join('\n'),
    chainAt: (at) => chainAt(placeOf(at) ?? model),
  });
  // What the engine uses but does not collect: attributes, inline tables, quoted keys, names with "=".
  await addTablesOf(walk, base, [text, ...attributes].join('\n'), chainAt(model));
}

/** A line counts by itself, without reading TOML: one `=`, a name that ends in _file or _table, a quoted value. */
async function followLine(walk: JobWalk, base: string, line: string, chain: Chain): Promise<void> {
  const [name, value, more] = line.split('=');
  if (name === undefined || value === undefined || more !== undefined) return;
  if (!/(?:_file|_table)$/.test(trimBlanksEnd(name))) return;
  const table = readQuoted(trimBlanks(value));
  if (table === undefined) {
    walk.fault(chain, `${trimBlanks(name)} wants a file name in quotes, not ${trimBlanks(value)}`);
    return;
  }
  if (isAbsolute(table)) {
    walk.fault(chain, `${table} is an absolute path`, 'name it relative to the folder of the logic tree');
    return;
  }
  const found = await walk.look(foldedPath(base, table), chain);
  if (found !== undefined) await walk.add(found, chain);
}

function readQuoted(text: string): string | undefined {
  try {
    const value = parsePythonLiteral(text);
    return value.kind === 'string' ? value.text : undefined;
  } catch (error) {
    if (error instanceof PythonLiteralError) return undefined;
    throw error;
  }
}
