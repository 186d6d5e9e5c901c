import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import {
  ExportError,
  InputError,
  LoginError,
  NotAnEngineError,
  NotFoundError,
  ServerError,
} from '../../errors.js';
import type { Dataset } from '../../results/dataset.js';
import { readDatasets } from '../../results/read-datasets.js';
import { ExportFolder } from '../export-folder.js';
import { fetchExport } from '../export-outputs.js';
import type { ReportedOutput } from './calculation-report.js';
import { planOutput } from './choose-outputs.js';
import { Room } from './thin-datasets.js';

/** Of one output: realizations come as a file each, and there may be thousands. */
const MOST_FILES = 60;
/** A file of this size is not read: it would not fit into a page anyhow, and hardly into memory. */
const MOST_FILE_BYTES = 256 * 1024 ** 2;

/** The results of a calculation, as far as a page can hold them. */
export interface ReportedResults {
  readonly outputs: readonly ReportedOutput[];
  readonly datasets: readonly Dataset[];
}

/**
 * Fetches what can be drawn, output by output, and keeps of each what a page can hold. What cannot be had is said beside
 * its output and does not stop the others.
 * @param folder an empty one, for what is fetched.
 * @param working told of each output before it is fetched.
 * @throws UnreachableError; the signal's reason.
 */
export async function readResults(
  server: Pick<EngineServer, 'openResult' | 'url'>,
  outputs: readonly Output[],
  folder: string,
  clock: Clock,
  working: (output: Output) => void,
  signal: AbortSignal,
): Promise<ReportedResults> {
  const plans = new Map(outputs.map((output) => [output.id, planOutput(output)]));
  const wanted = outputs.filter(({ id }) => 'rank' in (plans.get(id) ?? {}));
  const rankOf = ({ id }: Output): number => {
    const plan = plans.get(id);
    return plan !== undefined && 'rank' in plan ? plan.rank : 0;
  };
  const told = new Map<number, { readonly shown: number; readonly note: string | undefined }>();
  const datasets: Dataset[] = [];
  const room = new Room();
  for (const output of wanted.toSorted((a, b) => rankOf(a) - rankOf(b) || a.id - b.id)) {
    working(output);
    const read = await readOutput(server, output, folder, room, clock, signal);
    datasets.push(...read.datasets);
    told.set(output.id, { shown: read.datasets.length, note: read.note });
  }
  const reported = outputs.map((output) => {
    const plan = plans.get(output.id);
    const { shown = 0, note = plan !== undefined && 'why' in plan ? plan.why : undefined } =
      told.get(output.id) ?? {};
    return { ...output, shown, note };
  });
  return { outputs: reported, datasets };
}

async function readOutput(
  server: Pick<EngineServer, 'openResult' | 'url'>,
  { id }: Output,
  scratch: string,
  room: Room,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ readonly datasets: readonly Dataset[]; readonly note: string | undefined }> {
  const shown = join(scratch, String(id));
  const folder = await ExportFolder.open({ shown, folder: shown, overwrite: false });
  try {
    const files = await fetchExport(server, id, 'csv', folder, clock, { bytes: () => undefined }, signal);
    const placed = await folder.place(files, signal);
    const notes = new Set<string>();
    const datasets: Dataset[] = [];
    const chosen = chooseFiles(placed.map(({ name }) => name));
    if (chosen.length < placed.length)
      notes.add(`${chosen.length} of ${placed.length} files were read: statistics first, then realizations.`);
    for (const name of chosen) {
      const path = join(shown, name);
      if ((await stat(path)).size > MOST_FILE_BYTES) {
        notes.add(`${name} is too large to be read for a page.`);
        continue;
      }
      for (const read of await readDatasets(path, { signal })) {
        const { dataset, note } = room.thin(read);
        datasets.push(dataset);
        if (note !== undefined) notes.add(note);
      }
    }
    return { datasets, note: notes.size === 0 ? undefined : [...notes].join(' ') };
  } catch (error) {
    if (!isTold(error)) throw error;
    return { datasets: [], note: error.message };
  } finally {
    await folder.close();
  }
}

/** Statistics before realizations, as many as are read. */
export function chooseFiles(names: readonly string[]): readonly string[] {
  if (names.length <= MOST_FILES) return names;
  const isRealization = (name: string): boolean => /rlz/.test(name);
  const statistics = names.filter((name) => !isRealization(name));
  return [...statistics, ...names.filter(isRealization)].slice(0, Math.max(MOST_FILES, statistics.length));
}

/** What an engine cannot export, or this user may not have, must not cost the rest of the report. */
export function isTold(error: unknown): error is Error {
  return [ExportError, InputError, LoginError, NotAnEngineError, NotFoundError, ServerError].some(
    (kind) => error instanceof kind,
  );
}
