import { describe, expect, it } from 'vitest';
import { type Files, nrml } from '../job-folder.js';
import { type Checked, checkFiles } from './checked-content.js';

const JOB = `[general]
calculation_mode = event_based_risk
exposure_file = exposure.xml
structural_vulnerability_file = vulnerability.xml
`;
const FUNCTION = `<vulnerabilityFunction id="Wood" dist="LN">
<imls imt="PGA">0.1 0.2 0.3</imls>
<meanLRs>0.1 0.2 0.3</meanLRs>
<covLRs>0 0 0</covLRs>
</vulnerabilityFunction>`;
const VULNERABILITY = nrml(
  `<vulnerabilityModel id="v" assetCategory="buildings" lossCategory="structural">\n${FUNCTION}\n</vulnerabilityModel>`,
);
const FRAGILITY = nrml(`<fragilityModel id="f" assetCategory="buildings" lossCategory="structural">
<description>d</description>
<limitStates>slight severe</limitStates>
<fragilityFunction id="Wood" format="discrete">
<imls imt="PGA" noDamageLimit="0.05">0.1 0.2 0.3</imls>
<poes ls="slight">0 0.5 1</poes>
<poes ls="severe">0 0.1 0.2</poes>
</fragilityFunction>
</fragilityModel>`);
const HEAD = `<description>d</description>
<conversions><costTypes><costType name="structural" type="per_asset" unit="EUR"/></costTypes></conversions>
<tagNames>zone</tagNames>`;
const COLUMNS = 'id,lon,lat,taxonomy,number,structural,zone';

function exposure(assets: string, head = HEAD): string {
  return nrml(
    `<exposureModel id="e" category="buildings" taxonomySource="x">\n${head}\n<assets>${assets}</assets>\n</exposureModel>`,
  );
}

function asset(id: string, more = '', location = '<location lon="10" lat="45"/>'): string {
  return `\n<asset id="${id}" number="1" taxonomy="Wood" ${more}>${location}<costs><cost type="structural" value="9"/></costs></asset>`;
}

const csv = (...rows: string[]): string => `${rows.join('\n')}\n`;
const row = (id: string, lon = '10', lat = '45', taxonomy = 'Wood', number = '1', value = '9'): string =>
  [id, lon, lat, taxonomy, number, value, 'z'].join(',');

function job(changes: Files = {}): Files {
  return {
    'job.ini': JOB,
    'vulnerability.xml': VULNERABILITY,
    'exposure.xml': exposure('a.csv b.csv'),
    'a.csv': csv(COLUMNS, row('a1'), row('a2')),
    'b.csv': csv(COLUMNS, row('b1')),
    ...changes,
  };
}

const check = async (changes: Files): Promise<Checked> => checkFiles(job(changes));

describe('risk inputs', () => {
  it('may have lines that end in a return alone', async () => {
    const macintosh = (text: string): string => text.replaceAll('\n', '\r');
    const a = macintosh(csv(COLUMNS, row('a1'), row('a1')));
    const { faults } = await check({ 'a.csv': a, 'b.csv': macintosh(csv(COLUMNS, row('b1'))) });
    expect(faults).toEqual([expect.stringMatching(/^a\.csv:3.*a second asset with the id a1/)]);
  });

  it.each([
    ['in CSV', {}],
    [
      'in CSV with CRLF, a byte order mark, quotes and blank lines',
      { 'a.csv': `\uFEFF${COLUMNS}\r\n\r\n"a1",1e1,+4.5E1,"Wood",1,9,"x, y"\r\n` },
    ],
    ['in the exposure', { 'exposure.xml': exposure(asset('a1') + asset('a2')) }],
  ])('are taken as they should be: assets %s', async (_what, changes) => {
    const { faults, warnings } = await check(changes);
    expect([...faults, ...warnings]).toEqual([]);
  });

  it.each<[string, Files, string]>([
    [
      'a missing column',
      { 'a.csv': csv('id,lon,lat,taxonomy,number,structural', 'a1,1,1,Wood,1,1') },
      'a.csv:1: there is no column zone',
    ],
    [
      'a missing cost',
      { 'a.csv': csv('id,lon,lat,taxonomy,number,zone', 'a1,1,1,Wood,1,z') },
      'a.csv:1: there is no column structural',
    ],
    [
      'a missing field',
      {
        'exposure.xml': exposure(
          'a.csv b.csv',
          `${HEAD}<exposureFields><field oq="structural" input="COST"/></exposureFields>`,
        ),
      },
      'a.csv:1: there is no column COST, which exposureFields declare',
    ],
    [
      'no number',
      { 'b.csv': csv(COLUMNS, row('b1'), row('b2', '10', '45', 'Wood', '1', 'many')) },
      'b.csv:3: structural is "many", which is no number',
    ],
    ['an empty value', { 'b.csv': csv(COLUMNS, row('b1', '')) }, 'b.csv:2: lon is "", which is no number'],
    [
      'a field too many',
      { 'b.csv': csv(COLUMNS, `${row('b1')},x`) },
      'b.csv:2: 8 fields, and the header has 7',
    ],
    [
      'a place off the earth',
      { 'b.csv': csv(COLUMNS, row('b1', '45', '100')) },
      'b.csv:2: lat is 100, beyond 90 degrees (are lon and lat swapped?)',
    ],
    [
      'an id twice',
      { 'b.csv': csv(COLUMNS, row('b1'), row('a2')) },
      'b.csv:3: a second asset with the id a2',
    ],
    [
      'a taxonomy without function',
      { 'b.csv': csv(COLUMNS, row('b1', '10', '45', 'Woud')) },
      'b.csv:2:1: no vulnerability or fragility function is for the taxonomy "Woud" (there is one for Wood)',
    ],
    [
      'an asset off the earth',
      { 'exposure.xml': exposure(asset('a', '', '<location lon="200" lat="5"/>')) },
      'exposure.xml:8:43: lon is 200, beyond 180 degrees',
    ],
    [
      'an asset twice',
      { 'exposure.xml': exposure(asset('a') + asset('b') + asset('a')) },
      'exposure.xml:10:1: a second asset with the id a',
    ],
    [
      'an asset without cost',
      { 'exposure.xml': exposure(asset('a').replace('type="structural"', 'type="contents"')) },
      'exposure.xml:8:1: the asset a has no cost of type structural',
    ],
    [
      'an exposure cut off',
      { 'exposure.xml': exposure(asset('a')).slice(0, -40) },
      'not well-formed XML: the file ends inside <asset>, opened in line 8',
    ],
    [
      'another loss',
      { 'vulnerability.xml': VULNERABILITY.replace('lossCategory="structural"', 'lossCategory="contents"') },
      'vulnerability.xml:3:1: structural_vulnerability_file is for structural, and the functions are for lossCategory="contents"',
    ],
    [
      'another kind',
      { 'vulnerability.xml': FRAGILITY },
      'vulnerability.xml:3:1: structural_vulnerability_file wants a vulnerabilityModel, and this is a fragilityModel',
    ],
    [
      'a function twice',
      { 'vulnerability.xml': VULNERABILITY.replace(FUNCTION, `${FUNCTION}\n${FUNCTION}`) },
      'vulnerability.xml:9:1: a second function with id="Wood", after the one in line 4',
    ],
    [
      'ratios too few',
      { 'vulnerability.xml': VULNERABILITY.replace('<meanLRs>0.1 ', '<meanLRs>') },
      'vulnerability.xml:6:1: 2 meanLRs for 3 imls',
    ],
    ['functions cut off', { 'vulnerability.xml': VULNERABILITY.slice(0, 300) }, 'not well-formed XML'],
  ])('%s', async (_what, changes, expected) => {
    const { faults } = await check(changes);
    expect(faults.join('\n')).toContain(expected);
    expect(faults).toHaveLength(1);
  });

  it('tell no more than twenty of a kind in a file, and how many there are', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => row(`a${index}`, '10', '91'));
    const { faults } = await check({ 'exposure.xml': exposure('a.csv'), 'a.csv': csv(COLUMNS, ...rows) });
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toContain(
      'a.csv:31: lat is 91, beyond 90 degrees; and 9 more of this kind before it',
    );
  });

  it('need a value for each kind of loss that has functions', async () => {
    const changes = {
      'job.ini': JOB.replace('structural_', 'contents_'),
      'vulnerability.xml': VULNERABILITY.replace('"structural"', '"contents"'),
    };
    expect((await check(changes)).faults).toEqual([
      'exposure.xml:5:14: the exposure has no cost type contents, which contents_vulnerability_file is for (add a costType, and the values of the assets, or remove contents_vulnerability_file)',
    ]);
    const people = {
      'job.ini': JOB.replace('structural_', 'occupants_'),
      'vulnerability.xml': VULNERABILITY.replace('"structural"', '"occupants"'),
    };
    expect((await check(people)).faults.join()).toContain('the exposure has no occupants, which');
    const night = `${COLUMNS},night`;
    const files = { 'a.csv': csv(night, `${row('a1')},5`), 'b.csv': csv(night, `${row('b1')},5`) };
    expect((await check({ ...people, ...files })).faults).toEqual([]);
  });

  it('are only doubted where the assets may be others: with stored hazard, or those near a rupture', async () => {
    const files = job({ 'b.csv': csv(COLUMNS, row('b1', '10', '45', 'Stone')) });
    expect((await checkFiles(files)).faults).toHaveLength(1);
    const stored = await checkFiles(files, { hasHazard: true });
    expect([stored.faults.length, stored.warnings.length]).toEqual([0, 1]);
    const scenario = { ...files, 'job.ini': JOB.replace('event_based', 'scenario') };
    expect((await checkFiles(scenario)).faults).toEqual([]);
    const none = { ...scenario, 'exposure.xml': exposure('b.csv') };
    expect((await checkFiles(none)).faults).toHaveLength(1);
  });

  it('may map taxonomies to functions', async () => {
    const mapped = (...rows: string[]): Files => ({
      'job.ini': `${JOB}taxonomy_mapping_csv = map.csv\n`,
      'map.csv': csv('taxonomy,risk_id,weight', ...rows),
      'b.csv': csv(COLUMNS, row('b1', '10', '45', 'Stone')),
    });
    expect((await check(mapped('Wood,Wood,1', 'Stone,Wood,1', 'Other,None,1'))).faults).toEqual([]);
    expect((await check(mapped('Wood,Wood,1', 'Stone,Wood,0.9'))).faults).toEqual([
      'map.csv:3: the weights of the taxonomy Stone sum to 0.9, not to 1',
    ]);
    expect((await check(mapped('Wood,Wood,1'))).faults.join()).toContain(
      'map.csv has no row for the taxonomy Stone of the exposure',
    );
    expect((await check(mapped('Wood,Wod,1', 'Stone,Wood,1'))).faults).toEqual([
      'map.csv:2: no vulnerability or fragility function is called Wod (there is one for Wood)',
    ]);
    expect(
      (await check({ ...mapped('Wood,Wood,1'), 'map.csv': 'taxonomi,risk_id\n' })).faults.join(),
    ).toContain('map.csv:1: there is no column taxonomy');
  });

  it('have a function for each kind of loss, if they have one', async () => {
    const contents = VULNERABILITY.replace('"structural"', '"contents"');
    const head = HEAD.replace(
      '</costTypes>',
      '<costType name="contents" type="per_asset" unit="EUR"/></costTypes>',
    );
    const files = {
      'job.ini': `${JOB}contents_vulnerability_file = contents.xml\n`,
      'exposure.xml': exposure('a.csv', head),
      'a.csv': csv(`${COLUMNS},contents`, `${row('a1')},1`),
    };
    expect((await check({ ...files, 'contents.xml': contents })).faults).toEqual([]);
    const other = contents.replace('id="Wood"', 'id="Stone"');
    expect((await check({ ...files, 'contents.xml': other })).faults.join()).toContain(
      'contents.xml has no function for the taxonomy Wood, and other files of the job have',
    );
  });

  it('have the columns that losses are summed by', async () => {
    const by = (tags: string): Files => ({
      'job.ini': `${JOB}aggregate_by = ${tags}\n`,
      'exposure.xml': exposure('a.csv'),
    });
    expect((await check(by('zone; zone, taxonomy; id'))).faults).toEqual([]);
    expect((await check(by('zone, region'))).faults.join()).toContain(
      'a.csv:1: there is no column region, which aggregate_by',
    );
  });

  it('may be fragility functions', async () => {
    const files = {
      'job.ini': JOB.replaceAll('risk', 'damage').replace('vulnerability_file', 'fragility_file'),
      'vulnerability.xml': FRAGILITY,
    };
    expect((await check(files)).faults).toEqual([]);
    const other = FRAGILITY.replace('<poes ls="severe">', '<poes ls="heavy">');
    expect((await check({ ...files, 'vulnerability.xml': other })).faults).toEqual([
      'vulnerability.xml:6:1: the function is for the limit states slight heavy, and the model has slight severe',
    ]);
    const short = FRAGILITY.replace('0 0.1 0.2', '0 0.1');
    expect((await check({ ...files, 'vulnerability.xml': short })).faults).toEqual([
      'vulnerability.xml:9:1: 2 poes for 3 imls',
    ]);
  });
});

describe('sites', () => {
  const sites = (text: string, more = ''): Promise<Checked> =>
    checkFiles({
      'job.ini': `[general]\ncalculation_mode = classical\nsites_csv = sites.csv\n${more}`,
      'sites.csv': text,
    });

  it.each<[string, string, string | undefined]>([
    ['a list without header', '10 ,45\n11,45\n', undefined],
    ['a header', 'custom_site_id,lon,lat\nx,10,45\ny,-180,-90\n', undefined],
    ['a place off the earth', 'lon,lat\n10,45\n45,-91.5\n', 'sites.csv:3: lat is -91.5, beyond 90 degrees'],
    ['no number', 'lon,lat\nten,45\n', 'sites.csv:2: lon is "ten", which is no number'],
    ['a place that rounding brings back to earth', 'lon,lat\n180.000001,90.000001\n', undefined],
    [
      'no number below a field of two lines',
      'custom_site_id,lon,lat\n"a\nb",10,45\nc,ten,45\n',
      'sites.csv:4: lon is "ten"',
    ],
    ['no lat', 'lon,latitude\n1,2\n', 'sites.csv:1: there is no column lat'],
    ['a site twice', 'lon,lat\n10,45\n11,45\n10.0,45\n', 'sites.csv:4: this site stands in line 2 already'],
    ['vs30 below nothing', 'lon,lat,vs30\n10,45,-1\n', 'sites.csv:2: vs30 is "-1"'],
    ['a depth that nobody knows', 'lon,lat,z1pt0\n10,45,-999\n', undefined],
    ['a depth below nothing', 'lon,lat,z1pt0\n10,45,-100\n', 'sites.csv:2: z1pt0 is "-100"'],
  ])('%s', async (_what, text, expected) => {
    const { faults } = await sites(text);
    expect(faults).toEqual(expected === undefined ? [] : [expect.stringContaining(expected)]);
  });

  it('may have any vs30 where another is used', async () => {
    expect((await sites('lon,lat,vs30\n10,45,-999\n', 'override_vs30 = 600\n')).faults).toEqual([]);
  });
});

describe('hazard curves', () => {
  it('hold probabilities', async () => {
    const curves = (poe: string): Files => ({
      'job.ini': '[general]\ncalculation_mode = classical_risk\nhazard_curves_csv = h.csv\n',
      'h.csv': `#,"imt='PGA'"\nlon,lat,depth,poe-0.1,poe-0.2\n200,1,0,1.0,${poe}\n`,
    });
    expect((await checkFiles(curves('1E-3'))).faults).toEqual([]);
    expect((await checkFiles(curves('1.5'))).faults.join()).toContain(
      'h.csv:3: poe-0.2 is "1.5", which is no probability',
    );
    expect((await checkFiles(curves('-0.1'))).faults).toHaveLength(1);
  });
});

describe('any other XML of a job', () => {
  it('is well-formed', async () => {
    const files = { 'job.ini': '[general]\ncalculation_mode = scenario\nrupture_model_file = r.xml\n' };
    expect((await checkFiles({ ...files, 'r.xml': nrml('<simpleFaultRupture/>') })).faults).toEqual([]);
    expect((await checkFiles({ ...files, 'r.xml': '<nrml>\n<a></nrml>' })).faults).toEqual([
      expect.stringMatching(
        /^r\.xml:2:4: not well-formed XML: <\/nrml> stands where <\/a> is due, opened in line 2/,
      ),
    ]);
  });
});
