import type { GroundMotion, Site } from '../dataset.js';
import { csvFault } from '../csv/csv-fault.js';
import { type EngineCsv, openEngineCsv } from '../engine-csv.js';
import { columnsThat, needColumns } from './columns.js';
import { FieldOfEvent, type FieldSum, MeanField } from './field-sums.js';
import { SiteIndex } from './site-index.js';
import { sitemeshBeside } from './sitemesh-beside.js';
import type { TableSource } from './recogniser.js';

/**
 * Ground motion fields (`gmf_data`): one row for each event and site, with columns `gmv_IMT` and those of secondary perils. The
 * rows are never held: what comes out is the field of one event, or a mean of all for each site. Places come from the `sitemesh`
 * file of the same export, which must stand beside.
 */
export function readGmfData(source: TableSource, csv: EngineCsv): Promise<GroundMotion[]> | undefined {
  const { columns } = csv;
  const hasSites = columns.includes('custom_site_id') || columns.includes('site_id');
  const isGmf = columns.includes('event_id') && hasSites && !columns.includes('lon') && columns.length > 2;
  return isGmf ? read(source, csv) : undefined;
}

async function read({ origin, kind, eventId, signal }: TableSource, csv: EngineCsv): Promise<GroundMotion[]> {
  const key = csv.columns.includes('custom_site_id') ? 'custom_site_id' : 'site_id';
  const [event = 0, site = 0] = needColumns(csv, ['event_id', key], 'ground motion fields');
  const moments = columnsThat(csv, (name) =>
    ['event_id', key, 'rlz_id'].includes(name) ? undefined : imtOf(name),
  );
  const imts = moments.map(({ meaning }) => meaning);
  const mesh = await openEngineCsv(await sitemeshBeside(csv));
  const sites = new SiteIndex(key);
  await sites.read(mesh, signal);
  const sum: FieldSum = eventId === undefined ? new MeanField(sites.size, imts.length) : new FieldOfEvent();
  const row = new Float64Array(imts.length);
  const events = new Float64Array(1);
  for await (const batch of csv.batches(signal)) {
    for (let nth = 0; nth < batch.rows; nth += 1) {
      if (eventId !== undefined) {
        events[0] = batch.number(nth, event);
        if (events[0] !== eventId) continue;
      }
      const at = sites.find(batch, nth, site);
      if (at < 0) {
        throw csvFault(
          csv.path,
          batch.line(nth),
          `the site "${batch.text(nth, site)}" is not in ${mesh.path}`,
          'both files must be of one export',
        );
      }
      for (let m = 0; m < row.length; m += 1) row[m] = batch.number(nth, moments[m]?.at ?? 0);
      sum.add(at, row);
    }
  }
  if (eventId !== undefined && sum.isEmpty())
    throw csvFault(csv.path, undefined, `event ${eventId} has no ground motion in this file`);
  const { rows, values, counts } = sum.result();
  const placed = Array.from(rows, (at): Site => sites.sites[at] ?? { lon: Number.NaN, lat: Number.NaN });
  const ofWhich = eventId === undefined ? 'geometric-mean' : kind;
  return [
    {
      type: 'ground-motion',
      origin,
      kind: ofWhich,
      eventId,
      eventCounts: counts,
      imts,
      sites: placed,
      values,
    },
  ];
}

/** Columns of secondary perils have no `gmv_` before them. */
function imtOf(name: string): string {
  return name.replace(/^gmv_/, '');
}
