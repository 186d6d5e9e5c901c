import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFault } from '../../src/errors.js';
import { collectInputs } from '../../src/job/inputs.js';
import { type Files, faultsOf, folderOf, job, walk, walkIn } from './job-folder.js';

async function told(files: Files, overrides?: Map<string, string>): Promise<string[]> {
  return (await faultsOf(files, { overrides })).map(describeFault);
}

describe('which files a key names', () => {
  it.each<[what: string, lines: string[], expected: string[]]>([
    [
      'a list key: names between blanks',
      ['site_model_csv = a.csv', '  b.csv  d.csv'],
      ['a.csv', 'b.csv', 'd.csv'],
    ],
    ['a single key: inner blanks are kept', ['rupture_model_file = my gmm.xml'], ['my gmm.xml']],
    ['sites_csv is single', ['sites_csv = two names.csv'], ['two names.csv']],
    [
      'a dict',
      ["consequence_file = {'taxonomy': 'a.csv',", "  'other': ['b.csv', 'c.csv']}"],
      ['a.csv', 'b.csv', 'c.csv'],
    ],
    ['non-ASCII names', ['exposure_csv = esposì.csv 数据.csv'], ['esposì.csv', '数据.csv']],
    ['folders are folded', ['sites_csv = ./x//../sub/e.csv'], ['sub/e.csv']],
    ['a slash at the end is dropped', ['sites_csv = e.csv/'], ['e.csv']],
    ['names beside the job', ['sites_csv = ../shared/e.csv'], ['../shared/e.csv']],
    ['a folder passes', ['sites_csv = sub'], ['sub']],
    ['the mosaic of a server is skipped', ['site_model_csv = ${mosaic}/x.csv e.csv'], ['e.csv']],
    ['a later key of the same input wins', ['sites_csv = a.csv', 'sites_file = b.csv'], ['b.csv']],
    ['an old equivalent distance table', ['Active Crust = t.hdf5'], ['t.hdf5']],
    ['but not a description', ['description = t.hdf5'], []],
    ['keys that name no file', ['export_dir = /tmp', 'foo_xml = a.xml', 'exposure_files = a.xml'], []],
    [
      'a dict of source model logic trees is not followed',
      ["source_model_logic_tree_file = {'a': 'broken.xml'}"],
      ['broken.xml'],
    ],
    ['mmi_file may be a zip', ['mmi_file = m.zip'], ['m.zip']],
    ['a zip in a list in a dict stays', ["consequence_file = {'a': ['m.zip']}"], ['m.zip']],
    ['the same file twice travels once', ['sites_csv = a.csv', 'gmfs_csv = a.csv ./a.csv'], ['a.csv']],
    ['a name that begins with a dot has no extension', ['gmfs_csv = .csv c'], ['.csv', 'c']],
  ])('%s', async (_what, lines, expected) => {
    const names = [
      'a.csv',
      'b.csv',
      'c.csv',
      'c',
      'd.csv',
      'e.csv',
      '.csv',
      'my gmm.xml',
      'two names.csv',
      'm.zip',
    ];
    const more = ['esposì.csv', '数据.csv', 'sub/e.csv', '../shared/e.csv', 't.hdf5', 'a.xml', 'broken.xml'];
    const files = Object.fromEntries([...names, ...more].map((name) => [join('m', name), name]));
    const folder = folderOf({ 'm/job.ini': job(...lines), ...files });
    const { engine } = await walkIn(join(folder, 'm'));
    expect(engine.toSorted()).toEqual(expected.toSorted());
  });

  it('an empty single key removes the input, yet the file travels, since the server looks for it', async () => {
    const { engine, extra } = await walk({
      'job.ini': job('sites_csv = a.csv', 'sites_file ='),
      'a.csv': '',
    });
    expect({ engine, extra }).toEqual({ engine: [], extra: ['a.csv'] });
  });

  it('an overruled file travels too', async () => {
    const lines = ['taxonomy_mapping_csv = a.csv', 'taxonomy_mapping_file = b.csv'];
    const { engine, extra } = await walk({ 'job.ini': job(...lines), 'a.csv': '', 'b.csv': '' });
    expect({ engine, extra }).toEqual({ engine: ['b.csv'], extra: ['a.csv'] });
  });

  it('the parts of a shapefile under geometry_file travel too', async () => {
    const files = {
      'job.ini': job('geometry_file = g.shp'),
      'g.shp': '',
      'g.dbf': '',
      'g.shx': '',
      'h.dbf': '',
    };
    const { engine, extra } = await walk(files);
    expect({ engine, extra }).toEqual({ engine: ['g.shp'], extra: ['g.dbf', 'g.shx'] });
  });

  it('tables of a gsim in the job file travel too', async () => {
    const lines = ['gsim = [GMPETable]', '  gmpe_table = "./sub/t.hdf5"', "  other_file = 'nowhere.hdf5'"];
    const { engine, extra } = await walk({ 'job.ini': job(...lines), 'sub/t.hdf5': '' });
    expect({ engine, extra }).toEqual({ engine: [], extra: ['sub/t.hdf5'] });
  });

  it('CR LF in the job file, and in the files it names', async () => {
    const { engine } = await walk({
      'job.ini': '[general]\r\nsites_csv = a.csv\r\ngmfs_csv = b.csv\r\n\tc.csv\r\n',
      'a.csv': '',
      'b.csv': '',
      'c.csv': '',
    });
    expect(engine).toEqual(['a.csv', 'b.csv', 'c.csv']);
  });
});

describe('links', () => {
  it('a link travels under its own name, with what it points at', async () => {
    const folder = folderOf({ 'elsewhere/big.csv': '12345', 'm/job.ini': job('sites_csv = link.csv') });
    symlinkSync('../elsewhere/big.csv', join(folder, 'm', 'link.csv'));
    const { inputs } = await walkIn(join(folder, 'm'));
    expect(inputs.files.map(({ name, sizeBytes }) => [name, sizeBytes])).toContainEqual(['link.csv', 5]);
  });

  it('.. behind a linked folder is folded without asking the disk', async () => {
    const folder = folderOf({
      'm/job.ini': job('sites_csv = link/../a.csv'),
      'm/a.csv': 'near',
      'x/y/b': '',
      'x/a.csv': '',
    });
    symlinkSync('../x/y', join(folder, 'm', 'link'));
    const { inputs } = await walkIn(join(folder, 'm'));
    expect(inputs.files.map((file) => file.path)).toContain(join(folder, 'm', 'a.csv'));
  });

  it('a link to nothing is missing', async () => {
    const folder = folderOf({ 'job.ini': job('sites_csv = link.csv') });
    symlinkSync('nowhere', join(folder, 'link.csv'));
    await expect(walkIn(folder)).rejects.toThrow('there is no link.csv');
  });
});

describe('names in the archive', () => {
  it('are relative to the folder that holds all, by whole components', async () => {
    const folder = folderOf({ 'case_14/job.ini': job('sites_csv = ../case_02/s.csv'), 'case_02/s.csv': '' });
    const { inputs } = await walkIn(join(folder, 'case_14'));
    expect(inputs.files.map((file) => file.name)).toEqual(['case_02/s.csv', 'case_14/job.ini']);
    expect(inputs.jobIni).toBe('job.ini');
  });

  it('are refused where no archive can hold them', async () => {
    expect(await told({ 'job.ini': job('sites_csv = c:d.csv'), 'c:d.csv': '' })).toEqual([
      'job.ini:3:13: the name of c:d.csv cannot stand in an archive (rename it without \\ and :)',
    ]);
  });
});

describe('everything wrong is told at once, with its place and what to do', () => {
  it('missing files', async () => {
    const lines = [
      'exposure_file = expo.xml',
      'gmfs_csv = a.csv',
      '  gmf-dta.csv',
      "consequence_file = {'x': 'in/c.csv'}",
      'sites_csv = sub\\s.csv',
    ];
    expect(
      await told({
        'job.ini': job(...lines),
        'Exp.xml': '',
        'a.csv': '',
        'gmf-data.csv': '',
        'inp/c.csv': '',
      }),
    ).toEqual([
      'job.ini:3:17: exposure_file names expo.xml, and there is no expo.xml (there is Exp.xml)',
      'job.ini:5:3: gmfs_csv names gmf-dta.csv, and there is no gmf-dta.csv (there is gmf-data.csv)',
      'job.ini:6:26: consequence_file names in/c.csv, and there is no in/c.csv (correct the name, or put the file there)',
      'job.ini:7:13: sites_csv names sub\\s.csv, and there is no sub\\s.csv (write / between folders, not \\)',
    ]);
  });

  it('of a folder that is missing, the folder', async () => {
    expect(await told({ 'job.ini': job('sites_csv = inputs/s.csv'), 'input/s.csv': '' })).toEqual([
      'job.ini:3:13: sites_csv names inputs/s.csv, and there is no inputs/s.csv (there is input)',
    ]);
  });

  it.each<[lines: string[], expected: string]>([
    [['sites_csv = /etc/hostname'], 'sites_csv: /etc/hostname is an absolute path'],
    [["consequence_file = {'a': '/etc/hostname'}"], 'consequence_file: /etc/hostname is an absolute path'],
    [['gmfs_csv = a.csv b.CSV'], 'gmfs_csv: b.CSV has not the extension of a.csv'],
    [["consequence_file = {'a': 'a.csv', 'b': ['b.xml']}"], 'b.xml has not the extension of a.csv'],
    [["consequence_file = {'a': ('a.csv',)}"], 'a tuple where the name of a file is due'],
    [["consequence_file = {1: 'a.csv'}"], 'a key of the dict is not text'],
    [["consequence_file = {'a'}"], 'consequence_file: a set, not a dict'],
    [["consequence_file = {'a': null}"], 'null is not a Python value'],
    [['sites_csv =', '  a.csv'], 'sites_csv takes one file, and its value has 2 lines'],
    [['sites_csv = a.csv', 'site_model_csv = a.csv'], 'sites_csv and site_model_csv exclude each other'],
    [['site_model_csv = .'], 'names the folder of the job file itself'],
    [['exposure_csv = m.zip'], 'exposure_csv cannot be a zip'],
    [["gsim_logic_tree_file = {'a': 'a.xml'}"], 'gsim_logic_tree_file cannot be a dict'],
    [['Crust = gone.hdf5'], 'crust names gone.hdf5'],
    [['x = 1', 'x = 2', 'sites_csv = gone.csv'], 'x is set a second time'],
    [['x = 1', 'x = 2', 'sites_csv = gone.csv'], 'sites_csv names gone.csv'],
  ])('%j', async (lines, expected) => {
    const files = { 'a.csv': '', 'b.CSV': '', 'b.xml': '', 'm.zip': '', 'a.xml': '' };
    expect((await told({ 'job.ini': job(...lines), ...files })).join('\n')).toContain(expected);
  });

  it('a place is told as the user typed the job', async () => {
    const folder = folderOf({ 'models/x/job.ini': job('sites_csv = ../s.csv') });
    const walked = collectInputs('models/x/job.ini', { cwd: folder });
    await expect(walked).rejects.toThrow(
      'models/x/job.ini:3:13: sites_csv names ../s.csv, and there is no models/s.csv',
    );
  });

  it('a missing job file, with the name most like it', async () => {
    const folder = folderOf({ 'job_hazard.ini': '' });
    await expect(collectInputs('job_hazrd.ini', { cwd: folder })).rejects.toThrow(
      'job_hazrd.ini: there is no such file (there is job_hazard.ini)',
    );
  });

  // Nothing is closed to root.
  const asUser = process.getuid?.() === 0 ? undefined : it;
  asUser?.('a file that may not be read', async () => {
    const folder = folderOf({ 'job.ini': job('sites_csv = s.csv'), 's.csv': '' });
    chmodSync(join(folder, 's.csv'), 0);
    await expect(walkIn(folder)).rejects.toThrow('s.csv cannot be read: permission denied');
  });
});

describe('what does not stop the job', () => {
  it('an absolute path that the engine lets through is not packed', async () => {
    const folder = folderOf({ 'outside/a.csv': '' });
    const outside = join(folder, 'outside/a.csv');
    const { inputs } = await walk({ 'job.ini': job(`consequence_file = {'a': ['${outside}']}`) });
    expect(inputs.files.map((file) => file.name)).toEqual(['job.ini']);
    expect(inputs.leftToServer.map((file) => file.path)).toEqual([outside]);
    expect(inputs.warnings[0]?.message).toContain('on its own disk');
  });
});

describe('what the job says', () => {
  it('its mode, its parameters with their lines, the calculation it starts from', async () => {
    const { inputs } = await walk({
      'job.ini': job('hazard_calculation_id = 42', 'maximum_distance = {', " 'default': 200}"),
    });
    expect(inputs.calculationMode).toBe('classical');
    expect(inputs.hazardCalculation).toEqual({ kind: 'number', calculationId: 42, line: 3 });
    expect(inputs.parameters.get('maximum_distance')).toMatchObject({ line: 4, text: "{\n'default': 200}" });
  });

  it('a file as the calculation it starts from', async () => {
    const { inputs, engine } = await walk({
      'job.ini': job('hazard_calculation_id = pre.ini'),
      'pre.ini': '',
    });
    expect(inputs.hazardCalculation).toEqual({ kind: 'file', text: 'pre.ini', line: 3 });
    expect(engine).toEqual([]);
  });

  it('parameters of the command line count, file keys too, and the file stays as it is', async () => {
    const overrides = new Map([
      ['sites_csv', 'b.csv'],
      ['calculation_mode', 'event_based'],
    ]);
    const { inputs, engine } = await walk(
      { 'job.ini': job('sites_csv = a.csv'), 'b.csv': '' },
      { overrides },
    );
    expect(engine).toEqual(['b.csv']);
    expect(inputs.calculationMode).toBe('event_based');
    expect(inputs.iniOverridden).toBe(true);
    expect(inputs.iniText).toBe('[general]\ncalculation_mode = event_based\nsites_csv = b.csv\n');
  });

  it('and their faults name the command line', async () => {
    const files = { 'job.ini': job('sites_csv = a.csv'), 'a.csv': '' };
    expect(await told(files, new Map([['sites_csv', 'c.csv']]))).toEqual([
      '-p: sites_csv names c.csv, and there is no c.csv (there is a.csv)',
    ]);
  });
});

it('stops when it is told to', async () => {
  const folder = folderOf({ 'job.ini': job() });
  mkdirSync(join(folder, 'x'));
  const stopped = new Error('stopped');
  await expect(collectInputs('job.ini', { cwd: folder, signal: AbortSignal.abort(stopped) })).rejects.toBe(
    stopped,
  );
});
