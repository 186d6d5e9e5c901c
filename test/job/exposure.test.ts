import { describe, expect, it } from 'vitest';
import { describeFault } from '../../src/errors.js';
import { type Files, exposure, faultsOf, gsimTree, job, nrml, walk } from './job-folder.js';

const JOB = job('exposure_file = in/exp.xml');

async function told(files: Files): Promise<string> {
  return (await faultsOf(files)).map(describeFault).join('\n');
}

describe('an exposure', () => {
  it('names csv files beside itself', async () => {
    const xml = exposure('<assets>\n a.csv sub/b.csv.gz\u00a0../c.csv\n x\ufeffy.csv</assets>');
    const csv = { 'in/a.csv': '', 'in/sub/b.csv.gz': '', 'c.csv': '', 'in/x\ufeffy.csv': '' };
    const { engine } = await walk({ 'job.ini': JOB, 'in/exp.xml': xml, ...csv });
    expect(engine).toEqual(['c.csv', 'in/a.csv', 'in/exp.xml', 'in/sub/b.csv.gz', 'in/x\ufeffy.csv']);
  });

  it('is read up to its first asset, so what stands behind cannot matter', async () => {
    const xml = exposure('<assets>a.csv\n<asset id="a1" <<< this is no XML');
    const { engine } = await walk({ 'job.ini': JOB, 'in/exp.xml': xml, 'in/a.csv': '' });
    expect(engine).toEqual(['in/a.csv', 'in/exp.xml']);
  });

  it('takes the folders along that its names pass through and leave again', async () => {
    const xml = exposure('<assets>sub/../a.csv ./b.csv</assets>');
    const files = { 'in/exp.xml': xml, 'in/a.csv': '', 'in/b.csv': '', 'in/sub/other': '' };
    const { inputs, engine, extra } = await walk({ 'job.ini': JOB, ...files });
    expect(engine).toEqual(['in/a.csv', 'in/b.csv', 'in/exp.xml']);
    expect(extra).toEqual(['in/sub']);
    expect(inputs.files.map((file) => file.name)).toContain('in/sub/');
  });

  it('which must exist', async () => {
    const xml = exposure('<assets>sub/../a.csv</assets>');
    expect(await told({ 'job.ini': JOB, 'in/exp.xml': xml, 'in/a.csv': '' })).toContain(
      'assets names sub/../a.csv',
    );
  });

  it('tells a missing csv with the chain', async () => {
    const xml = exposure('<assets>\n  assets.cvs</assets>');
    expect(await told({ 'job.ini': JOB, 'in/exp.xml': xml, 'in/assets.csv': '' })).toBe(
      'in/exp.xml:6:3: assets names assets.cvs, and there is no in/assets.cvs; asked for by exposure_file in job.ini:3 (there is in/assets.csv)',
    );
  });

  it.each([
    [
      'nothing before the first asset',
      exposure('<assets><asset id="1"/></assets>'),
      'in/exp.xml:5: the engine wants a line break',
    ],
    ['empty assets', exposure('<assets/>'), 'it names no file and holds no asset'],
    ['no assets', exposure(''), 'the exposure has no <assets>'],
    ['another model', nrml('<sourceModel/>'), '<sourceModel> stands where exposureModel is due'],
    [
      'two models',
      nrml('<exposureModel><assets> </assets></exposureModel><exposureModel/>'),
      'a second exposureModel',
    ],
    ['malformed XML', exposure('<assets>a.csv</asset>'), 'not well-formed XML'],
  ])('refuses %s', async (_what, xml, expected) => {
    expect(await told({ 'job.ini': JOB, 'in/exp.xml': xml, 'in/a.csv': '' })).toContain(expected);
  });

  it('that is no XML is opened only behind an .xml, as in the engine', async () => {
    const files = { 'e.hdf5': 'not XML', 'gmm.xml': gsimTree('X') };
    const [gsim, exp] = ['gsim_logic_tree_file = gmm.xml', 'exposure_file = e.hdf5'];
    expect((await walk({ 'job.ini': job(exp, gsim), ...files })).engine).toEqual(['e.hdf5', 'gmm.xml']);
    expect(await told({ 'job.ini': job(gsim, exp), ...files })).toMatch(
      /^e\.hdf5:1:\d+: not well-formed XML.*\(the engine opens it as XML .* put exposure_file above/,
    );
  });

  it('called .XML is not opened by the engine, so we add what it names', async () => {
    const files = {
      'job.ini': job('exposure_file = e.XML'),
      'e.XML': exposure('<assets>a.csv</assets>'),
      'a.csv': '',
    };
    const { engine, extra } = await walk(files);
    expect({ engine, extra }).toEqual({ engine: ['e.XML'], extra: ['a.csv'] });
  });
});

describe('a reinsurance file', () => {
  const reinsurance = (policies: string): string =>
    nrml(`<reinsuranceModel>\n<fieldMap/>\n<policies>${policies}</policies>\n</reinsuranceModel>`);
  const REINSURANCE = job("reinsurance_file = {'structural': 'in/r.xml'}");

  it('names its policies', async () => {
    const { engine } = await walk({
      'job.ini': REINSURANCE,
      'in/r.xml': reinsurance('p q.csv'),
      'in/p q.csv': '',
    });
    expect(engine).toEqual(['in/p q.csv', 'in/r.xml']);
  });

  it.each([
    [
      REINSURANCE,
      reinsurance(' p.csv'),
      'in/r.xml:5:11: policies names " p.csv"; asked for by reinsurance_file in job.ini:3 (remove the blanks around the name)',
    ],
    [REINSURANCE, reinsurance('gone.csv'), 'policies names gone.csv, and there is no in/gone.csv'],
    [REINSURANCE, nrml('<reinsuranceModel/>'), 'in/r.xml names no <policies>'],
    [
      job("reinsurance_file = {'a': 'in/r.xml', 'b': 'in/r.xml'}"),
      reinsurance('p.csv'),
      'exactly one loss type',
    ],
    [job('reinsurance_file = in/r.xml'), reinsurance('p.csv'), 'exactly one loss type'],
  ])('%j %j', async (ini, xml, expected) => {
    expect(await told({ 'job.ini': ini, 'in/r.xml': xml, 'in/p.csv': '' })).toContain(expected);
  });
});

describe('shakemap_uri', () => {
  it.each<[string, string[]]>([
    [
      "{'kind': 'usgs_xml', 'grid_url': 'file://g.xml', 'uncertainty_url': 'https://example.org/u.xml'}",
      ['g.xml'],
    ],
    ["\n {'kind': 'file_npy', 'fname': 'a.npy'}", ['a.npy']],
    ["{'kind': 'file_npy', 'fname': 'gone.npy'}", []],
    ["{'kind': 'usgs_id', 'id': 'a.npy'}", []],
    ["{'kind': 'shapefile', 'fname': 'shp/a.shp'}", ['shp/a.dbf', 'shp/a.shp', 'shp/b.prj', 'shp/b.shx']],
    ["{'kind': 'shapefile', 'fname': 'shp/a.zip'}", ['shp/a.zip']],
    ["{'kind': 'shapefile', 'fname': 'shp/a.zip', 'x_url': 'a.npy'}", ['a.npy', 'shp/a.zip']],
    ['{}', []],
  ])('%s', async (uri, expected) => {
    const names = [
      'g.xml',
      'a.npy',
      'shp/a.shp',
      'shp/a.dbf',
      'shp/b.shx',
      'shp/b.prj',
      'shp/b.cpg',
      'shp/A.SHP',
      'shp/a.zip',
    ];
    const files = Object.fromEntries(names.map((name) => [name, '']));
    const { engine } = await walk({ 'job.ini': job(`shakemap_uri = ${uri}`), ...files });
    expect(engine).toEqual(expected);
  });

  it.each([
    ["{'fname': 'a.npy'}", 'has no kind'],
    ["{'kind': 'shapefile'}", 'wants fname'],
    ["{'kind': 'x', 'fname': 1}", 'fname is not text'],
    ['a.npy', 'shakemap_uri: not a Python dict'],
    ["{'kind': 'shapefile', 'fname': 'gone/a.shp'}", 'there is no gone'],
  ])('refuses %s', async (uri, expected) => {
    expect(await told({ 'job.ini': job(`shakemap_uri = ${uri}`) })).toContain(expected);
  });
});
