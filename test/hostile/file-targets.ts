import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFile } from '../../src/accounts/private-file.js';
import { openSessions } from '../../src/accounts/sessions.js';
import { UsageError } from '../../src/errors.js';
import { CONTENT_CHECKS } from '../../src/job/checks/content-checks.js';
import { knowledgeOf } from '../../src/job/checks/engine-knowledge.js';
import { walkJob } from '../../src/job/inputs.js';
import { readEntry } from '../../src/services/submission-entry.js';
import { openJournal } from '../../src/services/submission-journal.js';
import { fastClock } from '../support/test-system.js';
import type { Target } from './targets.js';

const ini = (...lines: readonly string[]): string =>
  ['[general]', 'calculation_mode = event_based_risk', ...lines, ''].join('\n');

const EXPOSURE = `<?xml version="1.0"?><nrml xmlns="http://openquake.org/xmlns/nrml/0.5">
<exposureModel id="e" category="buildings" taxonomySource="x"><conversions><costTypes>
<costType name="structural" type="aggregated" unit="EUR"/></costTypes></conversions><tagNames>city</tagNames>
<assets>data.csv</assets></exposureModel></nrml>`;

/** A csv that a job names: the whole job is walked and checked, and it must be heard of by its name where it is wrong. */
function ofCsv(name: string, seeds: readonly string[], files: Readonly<Record<string, string>>): Target {
  return {
    name,
    seeds,
    async read(bytes, folder) {
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
      await writeFile(join(folder, 'data.csv'), bytes);
      const { walk, inputs } = await walkJob('job.ini', { cwd: folder });
      const knowledge = await knowledgeOf('3.26.2');
      const held = new Set<string>();
      const onProgress = ({ file }: { readonly file: string }): void => {
        held.add(file);
      };
      for (const check of CONTENT_CHECKS)
        await check({ walk, inputs, knowledge, hasHazard: false, signal: undefined, onProgress });
      // Refused for its head, or not come by: the seeds must be read.
      if (!held.has('data.csv'))
        throw new UsageError(
          `data.csv was not read: ${walk.faults.map(({ message }) => message).join('; ')}`,
        );
    },
  };
}

const ENTRY = {
  version: 1,
  token: '0123456789abcdef',
  server: 'http://my-host:8800',
  url: 'http://my-host:8800',
  job: 'job.ini',
  cwd: '/somewhere',
  jobIni: 'job.ini',
  way: 'upload',
  mark: 'openquake-0123456789abcdef',
  contents: 'a'.repeat(64),
  calculationMode: 'classical',
  hazardCalculationId: null,
  newestBefore: 41,
  began: '2026-11-22T15:30:10.000Z',
  owner: { pid: 1, began: '', machine: '' },
  calculationId: null,
};

/** Files that others write, or that were cut, read as the program reads them. */
export const FILE_TARGETS: readonly Target[] = [
  ofCsv(
    'csv of an exposure',
    [
      'id,lon,lat,taxonomy,number,structural,city\na1,10.5,45,RC,3,1e5,Pavia\n"a,2",-1,0.5,W,1,2,"x ""y"""\n',
      '\ufefflon,lat\r1,2\r',
    ],
    { 'job.ini': ini('exposure_file = exposure.xml'), 'exposure.xml': EXPOSURE },
  ),
  ofCsv(
    'csv of sites',
    ['lon,lat,vs30\n10.5,45,760\n-1.5,0,180\n', '1,2\n3,4\n', 'custom_site_id,lon,lat\nab,1,2\n'],
    {
      'job.ini': ini('site_model_file = data.csv'),
    },
  ),
  ofCsv('list of sites', ['10.5,45\n-1.5,0\n', 'lon,lat\n1,2\n'], { 'job.ini': ini('sites_csv = data.csv') }),
  ofCsv(
    'csv of taxonomies',
    ['taxonomy,conversion,weight\nRC,RC1,0.5\nRC,RC2,0.5\n', 'taxonomy,risk_id\nW,W1\n'],
    {
      'job.ini': ini('taxonomy_mapping_csv = data.csv'),
    },
  ),
  {
    name: 'file of sessions',
    seeds: [
      '{"http://a": {"current": "anna", "users": {"anna": {"sessionid": "abc", "csrftoken": "def"}, "b": {"sessionid": "x"}}}}',
      '{"__proto__": {"users": {"constructor": {"sessionid": "a"}}}}',
    ],
    async read(bytes, folder) {
      await empty(folder);
      const path = join(folder, 'sessions.json');
      await writeFile(path, bytes, { mode: 0o600 });
      const sessions = openSessions(privateFile(path, { platform: process.platform, warn: () => undefined }));
      for (const { server, user } of await sessions.all()) await sessions.find(server, user);
      await sessions.find('http://a', undefined);
      await sessions.keep('http://a', { user: 'anna', sessionid: 'new' }, true);
      if ((await sessions.find('http://a', 'anna'))?.sessionid !== 'new') throw new Error('it was not kept');
    },
  },
  {
    name: 'journal of submissions',
    seeds: [JSON.stringify(ENTRY), JSON.stringify({ ...ENTRY, calculationId: 42, way: 'path', mark: null })],
    async read(bytes, folder) {
      await empty(folder);
      const journal = openJournal({
        env: { OPENQUAKE_DATA_DIR: folder },
        homeDir: folder,
        platform: process.platform,
        clock: fastClock(),
        stopped: new AbortController().signal,
      });
      await mkdir(journal.folder, { recursive: true });
      await writeFile(join(journal.folder, `${ENTRY.token}.json`), bytes);
      const { entries, broken } = await journal.read();
      // Read or kept aside, never lost.
      if (entries.length + broken.length !== 1) throw new Error('an entry is lost');
      for (const entry of entries) if (readEntry(entry) === undefined) throw new Error('it is no entry');
      await journal.claim(ENTRY.token);
    },
  },
];

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}
