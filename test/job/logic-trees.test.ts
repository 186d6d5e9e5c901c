import { describe, expect, it } from 'vitest';
import { describeFault } from '../../src/errors.js';
import { type Files, faultsOf, gsimTree, job, nrml, sourceModelTree, walk } from './job-folder.js';

const SOURCES = job('source_model_logic_tree_file = in/ssmLT.xml');
const GSIMS = job('gsim_logic_tree_file = in/gmmLT.xml');

async function told(files: Files): Promise<string> {
  return (await faultsOf(files)).map(describeFault).join('\n');
}

describe('a source model logic tree', () => {
  it('names source models beside itself, in every branch, each with its .hdf5 companion', async () => {
    const tree = sourceModelTree('a.xml\n  sub/b.b.xml', '../c.xml <!-- x --> ./a.xml', ' ');
    const models = {
      'in/a.xml': '',
      'in/sub/b.b.xml': '',
      'in/sub/b.b.hdf5': '',
      'in/sub/b.hdf5': '',
      'c.xml': '',
      'c.HDF5': '',
    };
    const { engine } = await walk({ 'job.ini': SOURCES, 'in/ssmLT.xml': tree, ...models });
    expect(engine).toEqual(['c.xml', 'in/a.xml', 'in/ssmLT.xml', 'in/sub/b.b.hdf5', 'in/sub/b.b.xml']);
  });

  it('takes sourceModel and extendModel, in levels or without, of the first tree alone', async () => {
    const set = (type: string, name: string): string =>
      `<logicTreeBranchSet uncertaintyType="${type}"><logicTreeBranch><uncertaintyModel>${name}</uncertaintyModel></logicTreeBranch></logicTreeBranchSet>`;
    const level = (content: string): string =>
      `<logicTreeBranchingLevel>${content}</logicTreeBranchingLevel>`;
    const first = `<logicTree>${level(set('sourceModel', 'a'))}${level('')}${set('extendModel', 'b')}${set('maxMagGRRelative', 'c')}</logicTree>`;
    const tree = nrml(`${first}<logicTree>${set('sourceModel', 'c')}</logicTree>`);
    const { engine } = await walk({
      'job.ini': SOURCES,
      'in/ssmLT.xml': tree,
      'in/a': '',
      'in/b': '',
      'in/c': '',
    });
    expect(engine).toEqual(['in/a', 'in/b', 'in/ssmLT.xml']);
  });

  it('warns of a source model that does not exist, with the chain', async () => {
    const tree = sourceModelTree('modl.xml');
    const { inputs } = await walk({ 'job.ini': SOURCES, 'in/ssmLT.xml': tree, 'in/model.xml': '' });
    expect(inputs.warnings.map(describeFault)).toEqual([
      'in/ssmLT.xml:5:50: uncertaintyModel names modl.xml, and there is no in/modl.xml; the calculation will fail when it reads the sources; asked for by source_model_logic_tree_file in job.ini:3 (there is in/model.xml)',
    ]);
  });

  it.each([
    ['an absolute name', sourceModelTree('/a.xml'), 'in/ssmLT.xml:5:50: /a.xml is an absolute path'],
    [
      'a name twice in a branch',
      sourceModelTree('x\n  x'),
      'in/ssmLT.xml:6:3: x stands twice in this branch',
    ],
    ['an empty model', sourceModelTree(''), 'this branch has no uncertaintyModel, or an empty one'],
    [
      'a weight that is no number',
      sourceModelTree('x').replace('0.25', 'half'),
      'the weight "half" is not a number',
    ],
    [
      'two sets in one level',
      nrml(
        '<logicTree><logicTreeBranchingLevel><x uncertaintyType="a"/><x uncertaintyType="a"/></logicTreeBranchingLevel></logicTree>',
      ),
      'only one branch set',
    ],
    [
      'a stray child',
      nrml('<logicTree>\n<x/>\n</logicTree>'),
      'in/ssmLT.xml:4:1: a <x> stands where a logicTreeBranchSet is due',
    ],
    ['no uncertaintyType', nrml('<logicTree><logicTreeBranchSet/></logicTree>'), 'no uncertaintyType'],
    ['a source model', nrml('<sourceModel><x/></sourceModel>'), 'is not a logic tree'],
    ['no NRML', '<a/>', 'in/ssmLT.xml:1:1: this is no NRML file: it begins with <a>, not <nrml>'],
    ['an unclosed element', '<nrml><logicTree></nrml>', 'not well-formed XML'],
    ['a prefix nobody declared', '<x:nrml/>', 'not well-formed XML'],
  ])('refuses %s', async (_what, tree, expected) => {
    const message = await told({ 'job.ini': SOURCES, 'in/ssmLT.xml': tree });
    expect(message).toContain(expected);
    expect(message).toContain('job.ini:3');
  });
});

describe('a GSIM logic tree', () => {
  it.each([
    ['a table by its line', '[GMPETable]\ngmpe_table = "t.hdf5"', ['in/t.hdf5'], []],
    ['whatever the name before _file', "[X]\nvolc_arc_file = 'v.geojson'", ['in/v.geojson'], []],
    ['CR LF', '[X]\r\ngmpe_table = "t.hdf5"\r\n', ['in/t.hdf5'], []],
    ['a comment behind', "[X]\na_table = 't.hdf5' # the table", ['in/t.hdf5'], []],
    ['a line commented out counts', '[X]\n# a_table = "t.hdf5"', ['in/t.hdf5'], []],
    ['an XML comment does not', '[X]\n<!-- a_table = "t.hdf5" -->', [], []],
    ['without a bracket all is one line', '# x\n[X]\na_table = "t.hdf5"', ['in/t.hdf5'], []],
    ['a missing table is no fault: it may be inside the engine', '[X]\na_table = "nga.hdf5"', [], []],
    ['an inline table is added by us', '[X.y]\nz = {a_table = "t.hdf5"}', [], ['in/t.hdf5']],
    ['so is a quoted key with two =', '[X]\n"a_table" = "t=1.hdf5"', [], ['in/t=1.hdf5']],
  ])('%s', async (_what, model, engine, extra) => {
    const files = { 'in/t.hdf5': '', 'in/v.geojson': '', 'in/t=1.hdf5': '' };
    const walked = await walk({ 'job.ini': GSIMS, 'in/gmmLT.xml': gsimTree(model), ...files });
    expect(walked.engine.filter((name) => name !== 'in/gmmLT.xml')).toEqual(engine);
    expect(walked.extra).toEqual(extra);
  });

  it('adds a table that is named as an attribute', async () => {
    const tree = gsimTree('GMPETable').replace(
      '<uncertaintyModel>',
      '<uncertaintyModel gmpe_table="t.hdf5">',
    );
    const { extra } = await walk({ 'job.ini': GSIMS, 'in/gmmLT.xml': tree, 'in/t.hdf5': '' });
    expect(extra).toEqual(['in/t.hdf5']);
  });

  it.each([
    [
      'an absolute table',
      gsimTree('[X]\na_table = "/t.hdf5"'),
      'in/gmmLT.xml:6:1: /t.hdf5 is an absolute path',
    ],
    ['a table without quotes', gsimTree('[X]\na_table = t.hdf5'), 'wants a file name in quotes'],
    ['another type', sourceModelTree('[X]'), 'holds only gmpeModel, not "sourceModel"'],
    ['another file', nrml('<exposureModel/>'), 'is not a logic tree'],
  ])('refuses %s', async (_what, tree, expected) => {
    expect(await told({ 'job.ini': GSIMS, 'in/gmmLT.xml': tree })).toContain(expected);
  });
});

describe('XML as the engine reads it', () => {
  const plain = sourceModelTree('é.xml');
  const utf16 = plain.replace('utf-8', 'utf-16');
  it.each<[string, string | Uint8Array]>([
    ['UTF-8', plain],
    ['with a byte order mark', `\ufeff${plain}`],
    ['UTF-16 little-endian', Buffer.from(`\ufeff${utf16}`, 'utf16le')],
    ['UTF-16 big-endian', Buffer.from(`\ufeff${utf16}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(utf16, 'utf16le')],
    ['ISO-8859-1', Buffer.from(plain.replace('utf-8', 'ISO-8859-1'), 'latin1')],
    ['windows-1252', Buffer.from(plain.replace('utf-8', 'windows-1252'), 'latin1')],
    ['a prefix', plain.replaceAll(/<(\/?)(\w)/g, '<$1n:$2').replace('xmlns=', 'xmlns:n=')],
    ['no namespace', plain.replace(/ xmlns="[^"]*"/, '')],
    ['CDATA', plain.replace('é.xml', '<![CDATA[é.xml]]>')],
    ['a character reference', plain.replace('é', '&#xe9;')],
    ['a comment that glues', plain.replace('é.xml', 'é<!-- -->.xml')],
    [
      'an internal entity',
      plain
        .replace('<nrml', '<!DOCTYPE nrml [<!ENTITY e "é"><!ENTITY f "&e;.xml">]><nrml')
        .replace('é.xml<', '&f;<'),
    ],
    [
      'an external entity, not fetched',
      plain
        .replace('<nrml', '<!DOCTYPE nrml [<!ENTITY x SYSTEM "file:///etc/passwd">]><nrml')
        .replace('é.xml<', 'é.xml&x;<'),
    ],
  ])('%s', async (_what, tree) => {
    const { engine } = await walk({ 'job.ini': SOURCES, 'in/ssmLT.xml': tree, 'in/é.xml': '' });
    expect(engine).toContain('in/é.xml');
  });

  it.each<[string, string | Uint8Array, string]>([
    ['bytes outside the encoding', Buffer.from(plain, 'latin1'), 'does not fit the encoding'],
    ['an encoding nobody knows', plain.replace('utf-8', 'klingon'), 'nobody knows the encoding klingon'],
    ['an entity nobody declared', plain.replace('é.xml<', '&what;<'), 'undefined entity'],
    ['nothing at all', '', 'document must contain a root element'],
  ])('refuses %s', async (_what, tree, expected) => {
    expect(await told({ 'job.ini': SOURCES, 'in/ssmLT.xml': tree })).toContain(expected);
  });
});
