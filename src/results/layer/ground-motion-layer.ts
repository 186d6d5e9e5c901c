import type { GroundMotion } from '../dataset.js';
import type { LayerRow, LayerSource } from './layer.js';
import { aboutOrigin, layerName } from './layer-name.js';
import { styleOf } from './layer-style.js';
import { inRange } from './ring-shapes.js';

const ROWS_AT_ONCE = 10_000;

/** @returns the ground motion of one event, or the mean of all, as one point for each site with the columns of the engine. */
export function groundMotionLayer(motion: GroundMotion): LayerSource {
  const { imts, sites, values, eventId, eventCounts, kind, origin } = motion;
  const hasIds = sites.some(({ customId }) => customId !== undefined);
  const columns = [
    ...(hasIds ? ['custom_site_id'] : []),
    ...['lon', 'lat'],
    ...imts.map((imt) => `gmv_${imt}`),
    ...(eventCounts === undefined ? [] : ['events']),
  ];
  const rowAt = (nth: number): LayerRow => {
    const { lon = 0, lat = 0, customId = '' } = sites[nth] ?? {};
    const own = [...values.subarray(nth * imts.length, (nth + 1) * imts.length)];
    const cells = [
      ...(hasIds ? [customId] : []),
      lon,
      lat,
      ...own,
      ...(eventCounts === undefined ? [] : [eventCounts[nth] ?? 0]),
    ];
    return { geometry: { type: 'Point', at: [inRange(lon), lat] }, cells };
  };
  return {
    name: eventId === undefined ? `${layerName(origin)}-mean` : `${layerName(origin)}-event-${eventId}`,
    about: aboutOrigin(
      origin,
      eventId === undefined ? (kind?.replace('-', ' ') ?? 'mean') : `event ${eventId}`,
    ),
    geometry: 'Point',
    columns,
    texts: new Set(['custom_site_id']),
    style: styleOf(columns),
    async *rows() {
      for (let from = 0; from < sites.length; from += ROWS_AT_ONCE) {
        const length = Math.min(ROWS_AT_ONCE, sites.length - from);
        yield Array.from({ length }, (_, nth) => rowAt(from + nth));
      }
    },
  };
}
