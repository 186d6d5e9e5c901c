import type { WalkedFile } from '../job-walk.js';
import type { CheckRequest } from './check-job.js';
import { coordinateFault } from './coordinates.js';
import { csvRows, type CsvRow, isNumber } from './csv-rows.js';
import { FaultLimit } from './fault-limit.js';
import { filesOf, isXml } from './job-files.js';

/** More places than this would fill the memory; the others are not compared. */
const MOST_PLACES = 1_000_000;

const NEVER_NEGATIVE = ['vs30', 'z1pt0', 'z2pt5', 'z1pt4'];
/** What stands for a depth that nobody knows. */
const NOT_KNOWN = -999;

/** Reads the sites of a job and their parameters: each has a place on earth, and no two have the same. */
export async function checkSiteFiles(request: CheckRequest): Promise<void> {
  for (const file of [...filesOf(request, 'site_model'), ...filesOf(request, 'sites')]) {
    if (isXml(file) || file.found.source.kind === 'directory') continue;
    await checkCsv(request, file);
  }
}

async function checkCsv(request: CheckRequest, file: WalkedFile): Promise<void> {
  const limits = [0, 1, 2].map(() => new FaultLimit(request.walk)) as [FaultLimit, FaultLimit, FaultLimit];
  const [wrongPlaces, wrongValues, again] = limits;
  const seen = new Map<string, number>();
  const takesAnyVs30 = request.inputs.parameters.has('override_vs30');
  let header: readonly string[] | undefined;
  for await (const row of csvRows(request, file.found)) {
    if (row.fields[0]?.startsWith('#') === true) continue;
    const chain = [...file.chain, { file: request.walk.shownFile(file.found), line: row.line, key: 'site' }];
    if (header === undefined) {
      // The engine takes a first field that is a longitude for the first site of a list without header.
      header = isNumber(row.fields[0] ?? '')
        ? ['lon', 'lat', 'depth']
        : row.fields.map((name) => name.trim());
      const missing = ['lon', 'lat'].filter((name) => header?.includes(name) === false);
      if (missing.length > 0) {
        const message = `there is no column ${missing.join(' and no column ')}`;
        request.walk.fault(chain, message, 'begin the file with a line such as lon,lat,vs30');
        return;
      }
      if (header[0] !== 'lon' || !isNumber(row.fields[0] ?? '')) continue;
    }
    const [lon, lat] = [fieldOf(header, row, 'lon'), fieldOf(header, row, 'lat')];
    const wrong = coordinateFault('lon', lon) ?? coordinateFault('lat', lat);
    if (wrong !== undefined) {
      wrongPlaces.fault(chain, wrong, 'the file has longitude and latitude in degrees');
      continue;
    }
    for (const name of NEVER_NEGATIVE.filter((known) => header?.includes(known))) {
      const text = fieldOf(header, row, name);
      const unknown = Number(text) === NOT_KNOWN && (name !== 'vs30' || takesAnyVs30);
      if (isNumber(text) && (!(Number(text) < 0) || unknown)) continue;
      wrongValues.fault(
        chain,
        `${name} is ${JSON.stringify(text)}`,
        'the engine wants a number that is not negative',
      );
    }
    const place = `${Number(lon)} ${Number(lat)}`;
    const before = seen.get(place);
    if (before !== undefined)
      again.fault(chain, `this site stands in line ${before} already`, 'remove one of the two');
    else if (seen.size < MOST_PLACES) seen.set(place, row.line);
  }
  for (const limit of limits) limit.end();
}

function fieldOf(header: readonly string[], { fields }: CsvRow, name: string): string {
  return fields[header.indexOf(name)] ?? '';
}
