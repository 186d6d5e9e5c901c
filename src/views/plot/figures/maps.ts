import type { GroundMotion, HazardMaps, MapLayer, Site } from '../../../results/dataset.js';
import type { Figure, Panel } from '../model.js';
import { imtLabel, imtUnit } from '../units.js';
import { byImt } from './imts.js';
import { byKind } from './kinds.js';
import { type Basemap, mapPanel } from './map-panel.js';
import { notThere, ofKind, placeOfPoe, type PlotSelection, sameImt, siteName } from './selection.js';
import { poeName } from './spectra.js';

const MOST_MAPS = 4;

/**
 * Hazard maps: the intensity with a given probability of exceedance. A map for each measure and probability, of the mean
 * unless a kind was chosen.
 * @throws UsageError where the selection is not in the data.
 */
export function hazardMapFigure(
  all: readonly HazardMaps[],
  selection: PlotSelection,
  basemap: Basemap | undefined,
): Figure {
  const kinds = ofKind(all, selection.kind).toSorted((one, other) => byKind(one.kind, other.kind));
  const kind = kinds[0]?.kind;
  const same = kinds.filter((one) => one.kind === kind);
  const columns = same.flatMap((maps) => maps.layers.map((layer, at) => ({ maps, layer, at })));
  const years = same[0]?.origin.investigationTimeYears;
  const chosen = columns
    .filter(({ layer }) => selection.imt === undefined || sameImt(layer.imt, selection.imt))
    .toSorted((one, other) => byImt(one.layer.imt, other.layer.imt));
  if (chosen.length === 0 && selection.imt !== undefined)
    throw notThere(
      '--imt',
      selection.imt,
      columns.map(({ layer }) => layer.imt),
    );
  const wanted = selection.poe === undefined ? chosen : withPoe(chosen, selection.poe);
  const notes: string[] = [];
  const shown = wanted.slice(0, MOST_MAPS);
  if (shown.length < wanted.length)
    notes.push(`${shown.length} of ${wanted.length} maps are shown; choose with --imt and --poe.`);
  const others = new Set(kinds.map((one) => one.kind)).size - 1;
  if (others > 0 && selection.kind === undefined)
    notes.push(`The ${kind ?? 'first'} is shown of ${others + 1} kinds; choose with --kind.`);
  const panels = shown.map(({ maps, layer, at }) => {
    const values = column(maps.values, maps.layers.length, at, maps.sites.length);
    const made = mapPanel(
      {
        ...placesOf(maps.sites),
        values,
        label: imtLabel(layer.imt),
        short: layer.imt,
        unit: imtUnit(layer.imt),
        together: 'mean',
      },
      titleOf(layer, years),
      basemap,
    );
    for (const note of made.notes) if (!notes.includes(note)) notes.push(note);
    return made.panel;
  });
  return {
    title: selection.title ?? 'Hazard map',
    subtitle: kind === undefined ? undefined : kind,
    panels,
    notes,
  };
}

/**
 * Ground motion fields: of one event, or the mean of all.
 * @throws UsageError where the selection is not in the data.
 */
export function groundMotionFigure(
  all: readonly GroundMotion[],
  selection: PlotSelection,
  basemap: Basemap | undefined,
): Figure {
  const { eventId } = selection;
  const events = all.flatMap((one) => one.eventId ?? []);
  const ofEvent = eventId === undefined ? all : all.filter((one) => one.eventId === eventId);
  if (ofEvent.length === 0 && eventId !== undefined)
    throw notThere('--event', String(eventId), events.map(String));
  const field = ofKind(ofEvent, selection.kind).toSorted(
    (one, other) => (one.eventId ?? -1) - (other.eventId ?? -1) || byKind(one.kind, other.kind),
  )[0];
  if (field === undefined) return { title: selection.title ?? 'Ground motion', panels: [], notes: [] };
  const imts = field.imts.map((imt, at) => ({ imt, at })).toSorted((one, other) => byImt(one.imt, other.imt));
  const { imt: wanted } = selection;
  const chosen = wanted === undefined ? imts : imts.filter(({ imt }) => sameImt(imt, wanted));
  if (chosen.length === 0) throw notThere('--imt', wanted ?? '', field.imts);
  const notes: string[] = [];
  if (chosen.length > MOST_MAPS)
    notes.push(`${MOST_MAPS} of ${chosen.length} intensity measures are shown; choose with --imt.`);
  if (eventId === undefined && ofEvent.length > 1)
    notes.push(
      `The first of ${ofEvent.length.toLocaleString('en-US')} events is shown; choose with --event.`,
    );
  const panels: Panel[] = chosen.slice(0, MOST_MAPS).map(({ imt, at }) => {
    const values = column(field.values, field.imts.length, at, field.sites.length);
    const made = mapPanel(
      {
        ...placesOf(field.sites),
        values,
        label: imtLabel(imt),
        short: imt,
        unit: imtUnit(imt),
        together: 'mean',
      },
      chosen.length > 1 ? imt : undefined,
      basemap,
    );
    for (const note of made.notes) if (!notes.includes(note)) notes.push(note);
    return made.panel;
  });
  return {
    title: selection.title ?? titleOfField(field),
    subtitle: field.kind,
    panels,
    notes,
  };
}

function titleOfField({ eventId, kind }: GroundMotion): string {
  if (eventId !== undefined) return `Ground motion of event ${eventId}`;
  return kind === 'std' ? 'Standard deviation of ground motion' : 'Mean ground motion of all events';
}

/** @returns one column of a table that is kept row by row. */
export function column(values: Float64Array, width: number, at: number, rows: number): Float64Array {
  const cells = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) cells[row] = values[row * width + at] ?? Number.NaN;
  return cells;
}

function placesOf(sites: readonly Site[]): {
  lons: Float64Array;
  lats: Float64Array;
  keys: string[];
  labels: string[];
} {
  const isFew = sites.length <= 5000;
  return {
    lons: Float64Array.from(sites, ({ lon }) => lon),
    lats: Float64Array.from(sites, ({ lat }) => lat),
    keys: isFew ? sites.map((_site, at) => String(at)) : [],
    labels: isFew ? sites.map(siteName) : [],
  };
}

function withPoe<Row extends { readonly layer: MapLayer }>(
  rows: readonly Row[],
  poe: number,
): readonly Row[] {
  const poes = rows.map(({ layer }) => layer.poe);
  const wanted = poes[placeOfPoe(poes, poe)];
  return rows.filter(({ layer }) => layer.poe === wanted);
}

function titleOf({ imt, poe, returnPeriodYears }: MapLayer, years: number | undefined): string {
  const what =
    poe === undefined && returnPeriodYears !== undefined
      ? `return period ${returnPeriodYears} years`
      : poeName(poe, years);
  return what === undefined ? imt : `${imt}, ${what}`;
}
