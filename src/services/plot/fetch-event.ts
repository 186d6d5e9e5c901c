import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EngineServer } from '../../engine/server.js';
import { NotFoundError } from '../../errors.js';
import type { GroundMotion, Site } from '../../results/dataset.js';
import { type NpyArray, type NpyRecords, readNpz } from '../../results/npz.js';

/**
 * Fetches the ground motion of one event from what the server extracts: all events together may have gigabytes.
 * @param folder a temporary one.
 * @throws NotFoundError where the event has none.
 */
export async function fetchEvent(
  server: Pick<EngineServer, 'extract' | 'url'>,
  calculationId: number,
  eventId: number,
  folder: string,
  signal: AbortSignal,
): Promise<GroundMotion[]> {
  const path = join(folder, 'event.npz');
  const body = await server.extract(calculationId, `gmf_data?event_id=${eventId}`, signal);
  await pipeline(body, createWriteStream(path), { signal });
  const npz = await readNpz(path, { signal, what: `The ground motion of event ${eventId}` });
  const fields = [...npz].flatMap(([name, array]) =>
    array.kind === 'records' && name.startsWith('rlz') ? [fieldOf(name, array, eventId, calculationId)] : [],
  );
  if (fields.every(({ sites }) => sites.length === 0)) {
    throw new NotFoundError(`Event ${eventId} of calculation ${calculationId} has no ground motion.`, {
      hint: 'Events are numbered from 0; openquake export CALC DIR --output events lists them.',
      facts: { calculation_id: calculationId, host: server.url },
    });
  }
  return fields;
}

/** Records of `lon`, `lat` and a field for each intensity measure, called `PGA` or `gmv_PGA`. */
function fieldOf(
  name: string,
  { shape, fields }: NpyRecords,
  eventId: number,
  calculationId: number,
): GroundMotion {
  const count = shape[0] ?? 0;
  const [lons, lats] = [numbersOf(fields.get('lon')), numbersOf(fields.get('lat'))];
  const names = [...fields.keys()].filter(
    (field) => !['lon', 'lat', 'depth', 'custom_site_id', 'sid'].includes(field),
  );
  const columns = names.map((field) => numbersOf(fields.get(field)));
  const values = new Float64Array(count * names.length);
  columns.forEach((column, at) => {
    for (let row = 0; row < count; row += 1) values[row * names.length + at] = column[row] ?? Number.NaN;
  });
  return {
    type: 'ground-motion',
    origin: { name: 'gmf_data', calculationId },
    kind: name,
    eventId,
    imts: names.map((field) => field.replace(/^gmv_/, '')),
    sites: Array.from(
      { length: count },
      (_unused, row): Site => ({ lon: lons[row] ?? Number.NaN, lat: lats[row] ?? Number.NaN }),
    ),
    values,
  };
}

function numbersOf(array: NpyArray | undefined): Float64Array {
  return array?.kind === 'numbers' ? array.values : new Float64Array();
}
