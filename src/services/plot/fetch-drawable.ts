import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import { NotFoundError } from '../../errors.js';
import { DRAWABLE, type Drawable, outputsFor } from '../../results/drawable.js';
import type { Dataset } from '../../results/dataset.js';
import { readDatasets } from '../../results/read-datasets.js';
import { readReportTables } from '../../results/report-tables.js';
import { exportOutput, type FetchEvents } from '../export-outputs.js';
import { makeScratchFolder } from '../scratch-folder.js';
import { fetchEvent } from './fetch-event.js';

/** What is wanted of a calculation. */
export interface WantedDrawable {
  /** The first that there is when left out. */
  readonly word: Drawable | undefined;
  readonly kind: string | undefined;
  readonly eventId: number | undefined;
}

/** What came of it. */
export interface FetchedDrawable {
  readonly word: Drawable;
  readonly datasets: readonly Dataset[];
  /** What else the calculation has to draw. */
  readonly others: readonly Drawable[];
}

/** Told of the download of each output. */
export type EventsOf = (output: Output) => FetchEvents;

/**
 * Fetches what is to be drawn of a calculation, and nothing else: the fewest exports that hold it, into a temporary folder
 * that is gone at the end.
 * @throws NotFoundError where the calculation has nothing of it; as exports and readers do.
 */
export async function fetchDrawable(
  server: Pick<EngineServer, 'outputs' | 'openResult' | 'extract' | 'url'>,
  calculationId: number,
  wanted: WantedDrawable,
  clock: Clock,
  eventsOf: EventsOf,
  signal: AbortSignal,
): Promise<FetchedDrawable> {
  const outputs = await server.outputs(calculationId, signal);
  const there = DRAWABLE.filter((word) => outputsFor(word, outputs).length > 0);
  const word = wanted.word ?? (wanted.eventId === undefined ? there[0] : 'gmf');
  if (word === undefined || !there.includes(word)) throw nothingOf(calculationId, word, there);
  const others = there.filter((one) => one !== word);
  const folder = await makeScratchFolder('plot');
  try {
    if (word === 'gmf' && wanted.eventId !== undefined) {
      const field = await fetchEvent(server, calculationId, wanted.eventId, folder, signal);
      return { word, datasets: field, others };
    }
    for (const output of outputsFor(word, outputs, wanted.kind)) {
      const format = word === 'sources' ? 'rst' : 'csv';
      const target = { shown: folder, folder, overwrite: true };
      await exportOutput(server, output.id, format, target, clock, eventsOf(output), signal);
    }
    const datasets =
      word === 'sources' ? await sourcesIn(folder, calculationId) : await readDatasets(folder, { signal });
    return { word, datasets, others };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nothingOf(id: number, word: Drawable | undefined, there: readonly Drawable[]): NotFoundError {
  return new NotFoundError(
    `Calculation ${id} has ${word === undefined ? 'nothing to draw' : `no ${word} to draw`}.`,
    {
      hint:
        there.length === 0
          ? `See what it has: openquake outputs ${id}`
          : `It has ${there.join(', ')}: openquake plot ${id} ${there[0] ?? ''}`,
      facts: { calculation_id: id },
    },
  );
}

/** The datastore tells of sources in objects of Python alone; the full report has the slowest in a table. */
async function sourcesIn(folder: string, id: number): Promise<Dataset[]> {
  const text = await readFile(join(folder, `report_${id}.rst`), 'utf8');
  return readReportTables(text).flatMap(({ title, columns, rows }): Dataset[] =>
    columns.includes('source_id') && columns.includes('calc_time')
      ? [
          {
            type: 'table',
            origin: { name: title.toLowerCase(), calculationId: id },
            columns,
            rows,
            totalRows: rows.length,
          },
        ]
      : [],
  );
}
