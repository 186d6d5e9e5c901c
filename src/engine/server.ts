import type { Readable } from 'node:stream';
import type { Transport } from '../http/transport.js';
import {
  listCalculations,
  listNewerThan,
  listNewest,
  newestCalculationId,
  readStatus,
} from './calculations.js';
import { type CalculationTimes, readTimes } from './calculation-times.js';
import { type AbortAnswer, removeCalculation, requestAbort } from './control.js';
import { openDatastore } from './datastore.js';
import { openExtract } from './extract.js';
import { type InPlaceSubmission, seesFile, submitInPlace } from './in-place.js';
import { readLogPage, readTraceback } from './log.js';
import { readGsimNames, readParameterDefaults, readParameterNames } from './names.js';
import { OneAtATime } from './one-at-a-time.js';
import { listOutputs, openResult, type ResultDownload } from './outputs.js';
import { changeSharing, requireSharing, type SharingAnswer } from './sharing.js';
import { type OnSent, type Submission, submitCalculation } from './submit.js';
import { changeTag, listTagged, listTags, requireTags, type TagAnswer, type TagChange } from './tags.js';
import type { Calculation, LogRow, Output } from './types.js';
import { type Greeting, readEngineVersion, readGreeting } from './version.js';

/** An engine server, in the words of the field. What each call throws stands at the function behind it. */
export interface EngineServer {
  /** Base URL, e.g. `http://my-host:8800`. */
  readonly url: string;
  /** How the user names this server again: `--host URL`, or nothing for the embedded engine. */
  readonly hostFlag: string;
  /** Asked once: who has answered is not asked again. */
  version(signal?: AbortSignal): Promise<string>;
  /** Asked anew: a server may have been renewed since. */
  versionNow(signal?: AbortSignal): Promise<string>;
  /** What it says of itself, asked anew and within a time of the caller's own. */
  greeting(withinMs: number, signal?: AbortSignal): Promise<Greeting>;
  /** Names of the parameters of a job file that have a default. */
  parameterNames(signal?: AbortSignal): Promise<string[]>;
  /** The same with their defaults. */
  parameterDefaults(signal?: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
  /** Names and aliases of the ground-motion models. */
  gsimNames(signal?: AbortSignal): Promise<string[]>;
  submit(submission: Submission, onSent: OnSent, signal?: AbortSignal): Promise<number>;
  submitInPlace(submission: InPlaceSubmission, onSent: OnSent, signal?: AbortSignal): Promise<number>;
  seesFile(path: string, head: Uint8Array, signal?: AbortSignal): Promise<boolean>;
  list(signal?: AbortSignal): Promise<Calculation[]>;
  /** The newest of the list, `count` of them where there are so many, or some more. */
  newest(count: number, signal?: AbortSignal): Promise<Calculation[]>;
  /** Number of the newest calculation of any kind that the server shows; 0 where there is none. */
  newestId(signal?: AbortSignal): Promise<number>;
  /** Those with a higher number, oldest first. */
  listNewerThan(id: number, signal?: AbortSignal): Promise<Calculation[]>;
  /** Those with a tag, newest first. */
  listTagged(tag: string, signal?: AbortSignal): Promise<Calculation[]>;
  status(id: number, signal?: AbortSignal): Promise<Calculation>;
  /** @param rows how many at most; see log.ts. */
  logPage(id: number, start: number, signal?: AbortSignal, rows?: number): Promise<LogRow[]>;
  traceback(id: number, signal?: AbortSignal): Promise<string[]>;
  outputs(id: number, signal?: AbortSignal): Promise<Output[]>;
  /** One export is computed at a time; its bytes may travel while the next one is. */
  openResult(outputId: number, format: string, signal?: AbortSignal): Promise<ResultDownload>;
  openDatastore(id: number, signal?: AbortSignal): Promise<ResultDownload>;
  times(id: number, signal?: AbortSignal): Promise<CalculationTimes>;
  extract(id: number, what: string, signal?: AbortSignal): Promise<Readable>;
  abort(id: number, signal?: AbortSignal): Promise<AbortAnswer>;
  remove(id: number, signal?: AbortSignal): Promise<void>;
  /** @throws TooOldError where the engine cannot share. */
  requireSharing(signal?: AbortSignal): Promise<void>;
  changeSharing(id: number, verb: 'share' | 'unshare', signal?: AbortSignal): Promise<SharingAnswer>;
  /** @throws TooOldError where the engine knows no tags. */
  requireTags(signal?: AbortSignal): Promise<void>;
  tags(signal?: AbortSignal): Promise<string[]>;
  changeTag(change: TagChange, signal?: AbortSignal): Promise<TagAnswer>;
  close(): Promise<void>;
}

/** A server that does not say its version within this time is told to be unreachable. */
const VERSION_WITHIN_MS = 30_000;

/** @returns the server at the other end of a transport. Nothing is sent yet. */
export function createEngineServer(transport: Transport, hostFlag: string): EngineServer {
  let known: string | undefined;
  const readsHdf5 = new OneAtATime();
  const version = async (signal?: AbortSignal): Promise<string> => {
    known ??= await readEngineVersion(transport, VERSION_WITHIN_MS, signal);
    return known;
  };
  const withTags = async (signal: AbortSignal | undefined): Promise<Transport> => {
    requireTags(await version(signal), transport.baseUrl);
    return transport;
  };
  return {
    url: transport.baseUrl,
    hostFlag,
    version,
    versionNow: async (signal) => readEngineVersion(transport, VERSION_WITHIN_MS, signal),
    greeting: async (withinMs, signal) => readGreeting(transport, withinMs, signal),
    parameterNames: async (signal) => readParameterNames(transport, signal),
    parameterDefaults: async (signal) => readParameterDefaults(transport, signal),
    gsimNames: async (signal) => readGsimNames(transport, signal),
    submit: async (submission, onSent, signal) => submitCalculation(transport, submission, onSent, signal),
    submitInPlace: async (submission, onSent, signal) => submitInPlace(transport, submission, onSent, signal),
    seesFile: async (path, head, signal) => seesFile(transport, path, head, signal),
    list: async (signal) => listCalculations(transport, signal),
    newest: async (count, signal) => listNewest(transport, count, signal),
    newestId: async (signal) => newestCalculationId(transport, signal),
    listNewerThan: async (id, signal) => listNewerThan(transport, id, signal),
    listTagged: async (tag, signal) => listTagged(await withTags(signal), tag, signal),
    requireSharing: async (signal) => requireSharing(await version(signal), transport.baseUrl),
    requireTags: async (signal) => requireTags(await version(signal), transport.baseUrl),
    changeSharing: async (id, verb, signal) => {
      requireSharing(await version(signal), transport.baseUrl);
      return changeSharing(transport, id, verb, signal);
    },
    tags: async (signal) => listTags(await withTags(signal), signal),
    changeTag: async (change, signal) => changeTag(await withTags(signal), change, signal),
    status: async (id, signal) => readStatus(transport, id, signal),
    logPage: async (id, start, signal, rows) => readLogPage(transport, id, start, signal, rows),
    traceback: async (id, signal) => readTraceback(transport, id, signal),
    outputs: async (id, signal) => listOutputs(transport, id, signal),
    openResult: async (outputId, format, signal) =>
      readsHdf5.run(async () => openResult(transport, outputId, format, signal), signal),
    openDatastore: async (id, signal) => openDatastore(transport, id, signal),
    times: async (id, signal) => readTimes(transport, id, signal),
    extract: async (id, what, signal) =>
      readsHdf5.run(async () => openExtract(transport, id, what, signal), signal),
    abort: async (id, signal) => requestAbort(transport, id, signal),
    remove: async (id, signal) => removeCalculation(transport, id, signal),
    close: async () => transport.close(),
  };
}
