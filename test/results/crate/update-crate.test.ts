import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCrate } from '../../../src/results/crate/crate-document.js';
import { calculationsOf } from '../../../src/results/crate/read-crate.js';
import { MOST_FILES, updateCrate } from '../../../src/results/crate/update-crate.js';
import { CALCULATION, outputOf } from '../../support/crate.js';
import { withFolder } from '../../support/with-stub.js';

interface Node {
  readonly '@id': string;
  readonly '@type': string;
  readonly [property: string]: unknown;
}

async function graphIn(folder: string): Promise<Map<string, Node>> {
  const text = await readFile(join(folder, 'ro-crate-metadata.json'), 'utf8');
  const { '@graph': nodes } = JSON.parse(text) as { '@graph': Node[] };
  return new Map(nodes.map((node) => [node['@id'], node]));
}

const CURVES = outputOf('hazard_curve-mean-PGA_42.csv', 'curves');
const SPECTRA = outputOf('uhs, mean_42.csv', 'spectra', 'uhs-stats');
const addition = { calculation: CALCULATION, outputs: [CURVES], clientVersion: '0.1.0' };

describe('the description of an export folder', () => {
  it('says what RO-Crate 1.1 and its profile of process runs ask for', async () => {
    await withFolder(async (folder) => {
      expect(await updateCrate(folder, addition)).toBeUndefined();
      const graph = await graphIn(folder);
      expect(graph.get('ro-crate-metadata.json')).toMatchObject({
        '@type': 'CreativeWork',
        about: { '@id': './' },
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
      });
      const root = graph.get('./');
      expect(root).toMatchObject({
        '@type': 'Dataset',
        name: 'OpenQuake results: A small site',
        datePublished: '2026-11-22T16:00:00+00:00',
        conformsTo: { '@id': 'https://w3id.org/ro/wfrun/process/0.5' },
        hasPart: [{ '@id': 'hazard_curve-mean-PGA_42.csv' }],
      });
      const action = [...graph.values()].find(({ instrument, '@type': type }) => {
        const engine = 'https://github.com/gem/oq-engine/tree/v3.23.5';
        return type === 'CreateAction' && JSON.stringify(instrument).includes(engine);
      });
      expect(action).toMatchObject({
        startTime: '2026-11-22T15:27:00+00:00',
        endTime: '2026-11-22T15:28:00+00:00',
        actionStatus: 'http://schema.org/CompletedActionStatus',
        result: [{ '@id': 'hazard_curve-mean-PGA_42.csv' }],
      });
      expect(JSON.stringify(root?.['mentions'])).toContain(`"${action?.['@id'] ?? ''}"`);
      // Nothing leads nowhere.
      const linked = JSON.stringify([...graph.values()]).matchAll(/\{"@id":"([^"]*)"\}/g);
      const nowhere = [...linked].map(([, id = '']) => id).filter((id) => !graph.has(id));
      expect(nowhere).toEqual(['https://w3id.org/ro/crate/1.1']);
    });
  });

  it('is read back as it was told', async () => {
    await withFolder(async (folder) => {
      await updateCrate(folder, addition);
      const read = parseCrate(await readFile(join(folder, 'ro-crate-metadata.json'), 'utf8'));
      const [first, ...others] = read.kind === 'crate' ? calculationsOf(read.graph) : [];
      expect(others).toEqual([]);
      expect(first).toMatchObject({ ...CALCULATION, outputs: [CURVES] });
      expect([...(first?.parameters ?? [])].toSorted()).toEqual(
        [...(CALCULATION.parameters ?? [])].toSorted(),
      );
    });
  });

  it('grows with further exports of the same calculation and of another one', async () => {
    await withFolder(async (folder) => {
      await updateCrate(folder, addition);
      await updateCrate(folder, { ...addition, outputs: [SPECTRA] });
      const other = { ...CALCULATION, calculationId: 7, description: 'Another', hazardCalculationId: 42 };
      const losses = outputOf('losses_7.csv', 'losses', 'avg_losses-stats');
      await updateCrate(folder, { ...addition, calculation: other, outputs: [losses] });
      const read = parseCrate(await readFile(join(folder, 'ro-crate-metadata.json'), 'utf8'));
      const told = (read.kind === 'crate' ? calculationsOf(read.graph) : []).map((one) => [
        one.calculationId,
        one.hazardCalculationId,
        one.outputs.map(({ name, type }) => [name, type]),
      ]);
      expect(told).toEqual([
        [7, 42, [['losses_7.csv', 'avg_losses-stats']]],
        [
          42,
          undefined,
          [
            ['hazard_curve-mean-PGA_42.csv', 'hcurves-stats'],
            ['uhs, mean_42.csv', 'uhs-stats'],
          ],
        ],
      ]);
      expect((await graphIn(folder)).get('./')?.['name']).toBe('OpenQuake results: Another; A small site');
    });
  });

  it('has the same bytes for the same export, in whatever order it came, and is not written again', async () => {
    await withFolder(async (one) => {
      await withFolder(async (two) => {
        await updateCrate(one, addition);
        await updateCrate(one, { ...addition, outputs: [SPECTRA] });
        await updateCrate(two, { ...addition, outputs: [SPECTRA, CURVES] });
        const text = await readFile(join(one, 'ro-crate-metadata.json'), 'utf8');
        expect(await readFile(join(two, 'ro-crate-metadata.json'), 'utf8')).toBe(text);
        const later = { ...CURVES, exported: '2026-12-24T00:00:00+00:00' };
        await updateCrate(one, { ...addition, outputs: [later] });
        expect(await readFile(join(one, 'ro-crate-metadata.json'), 'utf8')).toBe(text);
      });
    });
  });

  it('forgets neither what a user wrote there nor what the server tells no more', async () => {
    await withFolder(async (folder) => {
      await updateCrate(folder, addition);
      const path = join(folder, 'ro-crate-metadata.json');
      const crate = JSON.parse(await readFile(path, 'utf8')) as { '@graph': Record<string, unknown>[] };
      const root = crate['@graph'].find((node) => node['@id'] === './');
      Object.assign(root ?? {}, { license: 'CC-BY-4.0', name: 'My town', author: { '@id': '#me' } });
      crate['@graph'].push({ '@id': '#me', '@type': 'Person', name: 'Me' });
      await writeFile(path, JSON.stringify(crate));
      const poorer = { ...CALCULATION, parameters: undefined, inputs: [], inputsAre: 'unknown' as const };
      await updateCrate(folder, { ...addition, calculation: poorer, outputs: [SPECTRA] });
      const graph = await graphIn(folder);
      expect(graph.get('./')).toMatchObject({
        license: 'CC-BY-4.0',
        name: 'My town',
        author: { '@id': '#me' },
      });
      expect(graph.get('#me')).toMatchObject({ name: 'Me' });
      const read = parseCrate(await readFile(path, 'utf8'));
      expect(read.kind === 'crate' ? calculationsOf(read.graph)[0] : undefined).toMatchObject({
        parameters: new Map([...(CALCULATION.parameters ?? [])].toSorted()),
        inputs: CALCULATION.inputs,
        inputsAre: 'as-sent',
      });
    });
  });

  it('gives a file that was replaced to the calculation that replaced it', async () => {
    await withFolder(async (folder) => {
      await updateCrate(folder, addition);
      const elsewhere = { ...CALCULATION, host: 'http://other' };
      const replaced = outputOf(CURVES.name, 'other curves');
      await updateCrate(folder, { ...addition, calculation: elsewhere, outputs: [replaced] });
      const read = parseCrate(await readFile(join(folder, 'ro-crate-metadata.json'), 'utf8'));
      const told = (read.kind === 'crate' ? calculationsOf(read.graph) : []).map(({ host, outputs }) => [
        host,
        outputs.map(({ sha256 }) => sha256),
      ]);
      expect(new Map(told as [string, string[]][])).toEqual(
        new Map([
          ['http://my-host:8800', []],
          ['http://other', [replaced.sha256]],
        ]),
      );
    });
  });

  it.each([
    ['no JSON', '{', 'it is no JSON'],
    ['no graph', '{"@graph": 1}', 'it has no list @graph'],
    ['an entry without a name', '{"@graph": [{"@type": "File"}]}', 'an entry has no @id'],
    ['one name twice', '{"@graph": [{"@id": "a"}, {"@id": "a"}]}', 'two entries have the @id a'],
    ['a crate of somebody else', '{"@graph": [{"@id": "./"}]}', 'it was not written by this program'],
  ])('leaves what stands there and is %s', async (_what, text, why) => {
    await withFolder(async (folder) => {
      const path = join(folder, 'ro-crate-metadata.json');
      await writeFile(path, text);
      expect(await updateCrate(folder, addition)).toBe(why);
      expect(await readFile(path, 'utf8')).toBe(text);
    });
  });

  it('writes through no link, and describes no folder of very many files', async () => {
    await withFolder(async (folder) => {
      const target = join(folder, 'elsewhere.json');
      await writeFile(target, 'mine');
      await symlink(target, join(folder, 'ro-crate-metadata.json'));
      expect(await updateCrate(folder, addition)).toBe('it is a link');
      expect(await readFile(target, 'utf8')).toBe('mine');
    });
    await withFolder(async (folder) => {
      const outputs = Array.from({ length: MOST_FILES + 1 }, () => CURVES);
      expect(await updateCrate(folder, { ...addition, outputs })).toContain('20000 files');
    });
  });
});
