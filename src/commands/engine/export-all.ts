import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation, Output } from '../../engine/types.js';
import { ExportError } from '../../errors.js';
import { joinSignals } from '../../joined-signal.js';
import {
  type ExportedFile,
  ExportFolder,
  type ExportTarget,
  type FetchedFile,
} from '../../services/export-folder.js';
import { chooseFormat, fetchExport } from '../../services/export-outputs.js';
import { ExportRecord, type RecordedFile, recordFolder } from '../../services/export-record.js';
import type { CrateFile, CrateOutput } from '../../results/crate/crate-facts.js';
import { safeLine, safeText } from '../../views/safe-text.js';
import { describeExport, momentOf } from './describe-export.js';
import { type ExportReport, fetchEvents, printFiles } from './export-lines.js';
import { ExportLine } from './export-progress.js';
import { serverName } from './server-name.js';

/**
 * Bodies that may travel at once. The exports themselves are computed one at a time (engine/one-at-a-time.ts), so the
 * second travels while the first is unpacked or its successor computed; more would only fill the disk.
 */
const ON_THEIR_WAY = 2;

/** What became of one output before its files got their names. */
type Fetched =
  | { readonly kind: 'fetched'; readonly files: readonly FetchedFile[] }
  /** Its files are in the folder as an earlier export fetched them. */
  | { readonly kind: 'there'; readonly files: readonly RecordedFile[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Exports the outputs of a calculation, printing the lines of the engine: `Exporting KEY...`, then a path per file.
 * Goes on after a failure, so that one bad output does not cost the others. What an earlier export into the folder fetched
 * and is still there byte for byte is not fetched again.
 * What is there at the end is described (RO-Crate, see describe-export.ts).
 * @param calculation whose outputs they are; without one nothing is remembered for a later export, and nothing described.
 * @param keepInputs puts the inputs into the folder, beside the results, where the user wants them there.
 */
export async function exportAll(
  context: Context,
  server: EngineServer,
  outputs: readonly Output[],
  formats: readonly string[],
  target: ExportTarget,
  calculation: Calculation | undefined,
  keepInputs?: (folder: string) => Promise<CrateFile | undefined>,
): Promise<ExportReport> {
  const { printer } = context;
  const sorted = sortByKey(outputs).map((output) => ({
    output,
    key: safeLine(output.type),
    format: chooseFormat(output.formats, formats),
  }));
  const count = sorted.filter(({ format }) => format !== undefined).length;
  const record = count === 0 ? undefined : await openRecord(context, server, target, calculation);
  const stopping = new AbortController();
  const { signal, release } = joinSignals(context.stopped, stopping.signal);
  let opened: Promise<ExportFolder> | undefined;
  const folderOnce = async (): Promise<ExportFolder> => (opened ??= ExportFolder.open(target));
  const live = await printer.live('Exporting');
  const line = new ExportLine(live, context.clock, count);

  const fetchOne = async (index: number): Promise<Fetched> => {
    const { output, key, format = '' } = sorted[index] ?? raise();
    try {
      line.begin(index, key);
      const there = target.overwrite ? undefined : await record?.findWhole(output.id, format, signal);
      if (there !== undefined) return { kind: 'there', files: there };
      const events = fetchEvents(context, key, (done, total) => line.bytes(index, done, total));
      const files = await fetchExport(
        server,
        output.id,
        format,
        await folderOnce(),
        context.clock,
        events,
        signal,
      );
      return { kind: 'fetched', files };
    } catch (error) {
      return { kind: 'failed', error };
    } finally {
      line.end(index);
    }
  };

  const files: ExportedFile[] = [];
  const failures: string[] = [];
  const described: CrateOutput[] = [];
  let spared = 0;
  const underWay = new Map<number, Promise<Fetched>>();
  let next = 0;
  /** Begins downloads, in order, until as many are under way as may be. */
  const beginMore = (): void => {
    for (; next < sorted.length && underWay.size < ON_THEIR_WAY; next += 1)
      if (sorted[next]?.format !== undefined) underWay.set(next, fetchOne(next));
  };
  try {
    for (const [index, { output, key, format }] of sorted.entries()) {
      printer.line(`Exporting ${key}...`);
      if (format === undefined) {
        printer.line(`There is no exporter for ${key}, ${formats.join(',')}`);
        if (output.formats.length === 0)
          printer.warn(
            `${key}: this server lists it, but gives it to nobody; export it on the server's own machine.`,
          );
        continue;
      }
      beginMore();
      try {
        const fetched = (await underWay.get(index)) ?? raise();
        underWay.delete(index);
        if (fetched.kind === 'failed') throw fetched.error;
        const folder = await folderOnce();
        // Noted before the files have their names: it is held to what is in the folder anyhow.
        if (fetched.kind === 'fetched') await record?.add(output.id, format, fetched.files);
        else spared += 1;
        const placed =
          fetched.kind === 'fetched'
            ? await folder.place(fetched.files, signal)
            : fetched.files.map(({ name }) => ({
                name,
                path: folder.pathAsTyped(name),
                placement: 'same' as const,
              }));
        files.push(...placed);
        const exported = momentOf(context.clock.now());
        for (const [nth, { placement }] of placed.entries()) {
          const file = fetched.files[nth];
          if (file === undefined || placement === 'kept-other') continue;
          const { name, sizeBytes, sha256 } = file;
          described.push({ name, sizeBytes, sha256, type: output.type, outputId: output.id, exported });
        }
        failures.push(...printFiles(context, placed));
      } catch (error) {
        if (!(error instanceof ExportError)) throw error;
        failures.push(error.message);
        printer.warn(safeText(error.message));
      }
    }
  } finally {
    stopping.abort();
    live.stop();
    await Promise.all(underWay.values());
    release();
    await opened?.then(
      async (folder) => folder.close(),
      () => undefined,
    );
  }
  if (spared > 0)
    printer.note(
      `${spared} of ${count} outputs were in ${safeText(target.shown)} already, whole as an earlier export fetched them; --overwrite fetches them anew.`,
    );
  if (calculation !== undefined && described.length > 0) {
    const keptInputs = await keepInputs?.(target.folder);
    await describeExport(context, server, target, { calculation, outputs: described, keptInputs });
  }
  return { files, failures };
}

async function openRecord(
  context: Context,
  server: EngineServer,
  target: ExportTarget,
  calculation: Calculation | undefined,
): Promise<ExportRecord | undefined> {
  const startTime = calculation?.startTime;
  if (calculation === undefined || startTime === undefined) return undefined;
  const { id } = calculation;
  return ExportRecord.open(
    recordFolder(context),
    { server: await serverName(context, server), id, startTime },
    target.folder,
    context.clock.now(),
  );
}

/** The engine exports in the order of the datastore keys. */
function sortByKey(outputs: readonly Output[]): Output[] {
  return outputs.toSorted((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : a.id - b.id));
}

function raise(): never {
  throw new Error('an output was taken before it was begun');
}
