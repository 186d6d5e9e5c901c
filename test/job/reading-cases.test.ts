import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFault, InputError } from '../../src/errors.js';
import { collectInputs } from '../../src/job/inputs.js';
import { exposure, faultsOf, folderOf, gsimTree, job, sourceModelTree, walk, walkIn } from './job-folder.js';

const SOURCES = job('source_model_logic_tree_file = ssmLT.xml');
const told = async (files: Parameters<typeof faultsOf>[0]): Promise<string> =>
  (await faultsOf(files)).map(describeFault).join('\n');

describe('reading a job', () => {
  it('takes compressed assets and hdf5 companions', async () => {
    const { engine } = await walk({
      'job.ini': job('source_model_logic_tree_file = ssmLT.xml', 'exposure_file = e.xml'),
      'ssmLT.xml': sourceModelTree('m.xml'),
      'm.xml': '',
      'm.hdf5': '',
      'e.xml': exposure('<assets>a.csv.gz</assets>'),
      'a.csv.gz': '',
    });
    expect(engine).toEqual(['a.csv.gz', 'e.xml', 'm.hdf5', 'm.xml', 'ssmLT.xml']);
  });

  it.each([
    ['a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['CRLF', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['both', (text: string) => Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`)],
  ])('takes %s in the job file and in XML', async (_what, write) => {
    const files = { 'job.ini': write(SOURCES), 'ssmLT.xml': write(sourceModelTree('m.xml')), 'm.xml': '' };
    expect((await walk(files)).engine).toEqual(['m.xml', 'ssmLT.xml']);
  });

  it.each([
    ['iso-8859-1', (text: string) => Buffer.from(text.replace('utf-8', 'iso-8859-1'), 'latin1')],
    ['utf-16', (text: string) => Buffer.from(`\uFEFF${text.replace('utf-8', 'utf-16')}`, 'utf16le')],
    ['utf-8', (text: string) => Buffer.from(text)],
  ])('takes XML in %s, with names beyond ASCII', async (_encoding, write) => {
    const files = { 'job.ini': SOURCES, 'ssmLT.xml': write(sourceModelTree('modèle.xml')), 'modèle.xml': '' };
    expect((await walk(files)).engine).toEqual(['modèle.xml', 'ssmLT.xml']);
  });

  it('takes spaces and names beyond ASCII in the job file', async () => {
    const ini = job('source_model_logic_tree_file = Città è/日本 tree.xml');
    const files = { 'job.ini': ini, 'Città è/日本 tree.xml': sourceModelTree('m.xml'), 'Città è/m.xml': '' };
    expect((await walk(files)).engine).toEqual(['Città è/m.xml', 'Città è/日本 tree.xml']);
  });

  it.runIf(process.platform !== 'win32')(
    'refuses a Windows path, as an engine on Linux does, with the fix',
    async () => {
      const files = { 'job.ini': job('source_model_logic_tree_file = in\\ssmLT.xml'), 'in/ssmLT.xml': '' };
      expect(await told(files)).toBe(
        'job.ini:3:32: source_model_logic_tree_file names in\\ssmLT.xml, and there is no in\\ssmLT.xml (write / between folders, not \\)',
      );
    },
  );

  it.runIf(process.platform === 'linux')('names the file that exists in another case', async () => {
    const files = { 'job.ini': job('gsim_logic_tree_file = In/GMMLT.XML'), 'In/gmmLT.xml': gsimTree('A') };
    expect(await told(files)).toContain('(there is In/gmmLT.xml)');
    const folder = { 'job.ini': job('gsim_logic_tree_file = IN/gmmLT.xml'), 'in/gmmLT.xml': gsimTree('A') };
    expect(await told(folder)).toContain('(there is in)');
  });

  it('follows symbolic links to files and folders, and refuses one that leads nowhere', async () => {
    const folder = folderOf({
      'real/ssmLT.xml': sourceModelTree('m.xml'),
      'real/m.xml': 'x',
      'job.ini': SOURCES,
    });
    symlinkSync(join(folder, 'real', 'ssmLT.xml'), join(folder, 'ssmLT.xml'));
    symlinkSync(join(folder, 'real', 'm.xml'), join(folder, 'm.xml'));
    const { engine, inputs } = await walkIn(folder);
    expect(engine).toEqual(['m.xml', 'ssmLT.xml']);
    expect(inputs.files.find((file) => file.name === 'm.xml')?.sizeBytes).toBe(1);
    symlinkSync(join(folder, 'gone'), join(folder, 'gmmLT.xml'));
    writeFileSync(join(folder, 'job.ini'), job('gsim_logic_tree_file = gmmLT.xml'));
    await expect(collectInputs('job.ini', { cwd: folder })).rejects.toThrow(InputError);
  });

  it('packs a file once that is named twice, also in another spelling', async () => {
    const { engine } = await walk({
      'job.ini': job('site_model_file = ./s.csv sub/../s.csv', 'exposure_file = s.xml'),
      'sub/x': '',
      's.csv': '',
      's.xml': exposure('<assets>s.csv</assets>'),
    });
    expect(engine.filter((name) => name.endsWith('.csv'))).toEqual(['s.csv']);
  });

  it('packs files outside of the folder of the job under a common top', async () => {
    const folder = folderOf({
      'a/job.ini': job('gsim_logic_tree_file = ../b/gmmLT.xml'),
      'b/gmmLT.xml': gsimTree('A'),
    });
    mkdirSync(join(folder, 'c'));
    const { files } = await collectInputs('a/job.ini', { cwd: folder });
    expect(files.map((file) => file.name)).toEqual(['a/job.ini', 'b/gmmLT.xml']);
  });

  it('does not open what can name no other file', async () => {
    const { inputs } = await walk({
      'job.ini': SOURCES,
      'ssmLT.xml': sourceModelTree('m.xml'),
      'm.xml': '<not XML',
    });
    expect(inputs.warnings).toEqual([]);
  });
});
