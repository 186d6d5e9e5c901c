import type { Clock } from '../../clock.js';
import { hasEnded } from '../../engine/outcome.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation, Output } from '../../engine/types.js';
import { readSubmitted, type SubmittedInputs, tokenIn } from '../provenance/submitted-inputs.js';
import type { Ancestor, CalculationReport, Told } from './calculation-report.js';
import { rememberedInputs, type ReportedInputs } from './read-inputs.js';
import { type LogDigest, readLogDigest } from './read-log.js';
import { readRemembered, readTables } from './read-extracts.js';
import { type RememberedParameters, reportParameters } from './read-parameters.js';
import { type Performance, sumOperations, sumTasks } from './read-performance.js';
import { isTold, readResults } from './read-results.js';

type Server = Pick<
  EngineServer,
  | 'url'
  | 'hostFlag'
  | 'version'
  | 'times'
  | 'list'
  | 'logPage'
  | 'outputs'
  | 'openResult'
  | 'extract'
  | 'parameterDefaults'
>;

/** What a report needs from outside. */
export interface ReportRequest {
  readonly clientVersion: string;
  /** Where this program notes what it sends, and by what name the server stands there. */
  readonly notes: { readonly folder: string; readonly server: string };
  /** An empty folder for what is fetched; the caller removes it. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told what is being asked for, in words for the user. */
  readonly working: (words: string) => void;
  readonly signal: AbortSignal;
}

const NOT_BEFORE_ITS_END = 'It had not ended when this report was made.';

/**
 * Gathers all that a server tells of a calculation. What it does not tell is said in its place, and costs nothing else.
 * @throws UnreachableError, LoginError for the calculation itself, LocalFileError; the signal's reason.
 */
export async function gatherReport(
  server: Server,
  calculation: Calculation,
  request: ReportRequest,
): Promise<CalculationReport> {
  const { signal, working, clock } = request;
  const { id } = calculation;
  const ended = hasEnded(calculation);
  working(`Reading the log of calculation ${id}`);
  const times = await told(async () => server.times(id, signal));
  const log = await told(async () => readLogDigest(server, id, signal));
  const all = await server.list(signal);
  working(`Asking for the parameters of calculation ${id}`);
  const remembered: Told<RememberedParameters> = ended
    ? await told(async () => readRemembered(server, id, request.folder, signal))
    : { untold: NOT_BEFORE_ITS_END };
  const defaults =
    'value' in remembered ? await told(async () => server.parameterDefaults(signal)) : undefined;
  const listed: Told<readonly Output[]> = ended
    ? await told(async () => server.outputs(id, signal))
    : { untold: NOT_BEFORE_ITS_END };
  const results =
    'value' in listed
      ? await readResults(
          server,
          listed.value,
          request.folder,
          clock,
          ({ name }) => working(`Fetching ${name}`),
          signal,
        )
      : undefined;
  return {
    calculation,
    hasEnded: ended,
    times: 'value' in times ? times.value : { start: calculation.startTime, stop: undefined },
    host: server.url,
    hostFlag: server.hostFlag,
    serverVersion: await server.version(signal),
    clientVersion: request.clientVersion,
    madeAt: new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' '),
    parameters:
      'value' in remembered
        ? { value: reportParameters(remembered.value, valueOf(defaults)) }
        : { untold: `The parameters: ${remembered.untold}` },
    inputs: inputsOf(remembered, log, await readSent(calculation, remembered, request)),
    log,
    performance: await readPerformance(server, id, ended, request),
    outputs: results === undefined ? (listed as { readonly untold: string }) : { value: results.outputs },
    datasets: results?.datasets ?? [],
    ancestors: ancestorsOf(calculation, all),
    children: all
      .filter(({ parentId }) => parentId === id)
      .map((child) => child.id)
      .toSorted((a, b) => a - b),
    failure: valueOf(log)?.failure,
  };
}

async function told<Value>(ask: () => Promise<Value>): Promise<Told<Value>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (isTold(error)) return { untold: error.message };
    throw error;
  }
}

function valueOf<Value>(answer: Told<Value> | undefined): Value | undefined {
  return answer !== undefined && 'value' in answer ? answer.value : undefined;
}

/** What was sent from here, as it was noted then: the token of its folder names it, or else its start. */
async function readSent(
  { id, startTime }: Calculation,
  remembered: Told<RememberedParameters>,
  { notes }: ReportRequest,
): Promise<SubmittedInputs | undefined> {
  const files = 'value' in remembered ? rememberedInputs(remembered.value) : [];
  const token = tokenIn(files.find(({ role }) => role === 'job_ini')?.path ?? '');
  const byToken = token === undefined ? undefined : await readSubmitted(notes.folder, { token });
  if (byToken !== undefined || startTime === undefined) return byToken;
  return readSubmitted(notes.folder, { server: notes.server, calculationId: id, startTime });
}

function inputsOf(
  remembered: Told<RememberedParameters>,
  log: Told<LogDigest>,
  sent: SubmittedInputs | undefined,
): Told<ReportedInputs> {
  const checksum = valueOf(log)?.inputsChecksum;
  if (sent !== undefined) {
    const files = sent.inputs.map(({ name, sizeBytes, sha256 }) => ({
      ...{ role: undefined, path: name, sizeBytes, sha256: sha256 ?? undefined },
    }));
    return { value: { files, source: 'sent', checksum, untold: undefined } };
  }
  if ('untold' in remembered && checksum === undefined) return { untold: `The inputs: ${remembered.untold}` };
  return {
    value: {
      files: 'value' in remembered ? rememberedInputs(remembered.value) : [],
      source: 'server',
      checksum,
      untold:
        'value' in remembered
          ? 'These are the paths where the inputs lay on the server. It tells neither their sizes nor a hash of each, nor the files that they name in turn (source models, tables); and it was not sent from this machine, where that would have been noted.'
          : `The names of the inputs: ${remembered.untold}`,
    },
  };
}

async function readPerformance(
  server: Pick<EngineServer, 'extract'>,
  id: number,
  ended: boolean,
  { folder, signal }: ReportRequest,
): Promise<Performance> {
  if (!ended) return { tasks: { untold: NOT_BEFORE_ITS_END }, operations: { untold: NOT_BEFORE_ITS_END } };
  const [tasks, operations] = [
    await told(async () => readTables(server, id, 'task_info', folder, signal)),
    await told(async () => readTables(server, id, 'performance_data', folder, signal)),
  ];
  return {
    tasks: 'value' in tasks ? { value: sumTasks(tasks.value) } : { untold: `Times by task: ${tasks.untold}` },
    operations:
      'value' in operations
        ? { value: sumOperations(operations.value) }
        : { untold: `Times by operation: ${operations.untold}` },
  };
}

/** The calculation that it started from, that one's parent, and so on. */
function ancestorsOf(calculation: Calculation, all: readonly Calculation[]): Ancestor[] {
  const ancestors: Ancestor[] = [];
  const seen = new Set([calculation.id]);
  for (let parent = calculation.parentId; parent !== undefined && !seen.has(parent); ) {
    seen.add(parent);
    const id = parent;
    const found = all.find((one) => one.id === id);
    ancestors.push({ id, calculation: found });
    parent = found?.parentId;
  }
  return ancestors;
}
