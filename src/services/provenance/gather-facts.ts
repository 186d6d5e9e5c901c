import { rm } from 'node:fs/promises';
import { basename } from 'node:path/posix';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import type { RememberedJob } from '../../job/rebuild-job.js';
import type { CrateCalculation, CrateInput } from '../../results/crate/crate-facts.js';
import { rememberedParameters } from '../remember-job.js';
import { makeScratchFolder } from '../scratch-folder.js';
import { readSubmitted, type SubmittedInputs, tokenIn } from './submitted-inputs.js';

/** What is asked of a server for a description. */
type FactServer = Pick<EngineServer, 'times' | 'logPage' | 'extract' | 'version' | 'url'>;

/** Paths of the server's disk, and what stands elsewhere. */
const NOT_TOLD = new Set(['inputs', 'base_path', 'export_dir', 'exports', 'hazard_calculation_id']);

/** The version stands in one of the first rows of a log. */
const FIRST_ROWS = 20;

/**
 * Asks a server for all that a description of a calculation tells. What it does not tell is left out: an export must not
 * fail because its description is short.
 * @param server name of the server in files of this program, see commands/engine/server-name.ts.
 * @param notes folder of the notes of what was sent from here.
 * @throws the reason of the signal, nothing else.
 */
export async function gatherFacts(
  engine: FactServer,
  calculation: Calculation,
  server: string,
  notes: string,
  signal: AbortSignal,
): Promise<CrateCalculation> {
  const { id } = calculation;
  const orNone = async <Value>(asked: Promise<Value>): Promise<Value | undefined> =>
    asked.catch(() => {
      signal.throwIfAborted();
      return undefined;
    });
  const [times, log, version, remembered] = await Promise.all([
    orNone(engine.times(id, signal)),
    orNone(engine.logPage(id, 0, signal, FIRST_ROWS)),
    orNone(engine.version(signal)),
    orNone(askParameters(engine, id, signal)),
  ]);
  const { startTime } = calculation;
  const token = tokenIn(jobIniOf(remembered));
  const sent =
    (token === undefined ? undefined : await readSubmitted(notes, { token })) ??
    (startTime === undefined
      ? undefined
      : await readSubmitted(notes, { server, calculationId: id, startTime }));
  const told = (log ?? []).flatMap(({ message }) => /^Using engine version (\S+)/.exec(message)?.[1] ?? []);
  return {
    host: server === 'local' ? server : plainUrl(engine.url),
    calculationId: id,
    description: calculation.description,
    mode: calculation.calculationMode,
    status: calculation.status,
    owner: calculation.owner,
    submitted: sent?.submitted,
    submission: token,
    started: utc(startTime ?? times?.start),
    ended: utc(times?.stop),
    engineVersion: told[0] ?? version,
    hazardCalculationId: calculation.parentId,
    parameters: remembered === undefined ? undefined : parametersOf(remembered),
    inputs: sent === undefined ? namesOf(remembered) : inputsOf(sent),
    inputsAre: sent === undefined ? 'unknown' : 'as-sent',
  };
}

async function askParameters(
  engine: FactServer,
  id: number,
  signal: AbortSignal,
): Promise<RememberedJob | undefined> {
  const folder = await makeScratchFolder('crate');
  try {
    return await rememberedParameters(engine, id, folder, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the parameters by name, sorted; values that are no text as JSON. */
function parametersOf(remembered: RememberedJob): Map<string, string> {
  return new Map(
    Object.entries(remembered)
      .filter(([name]) => !NOT_TOLD.has(name))
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function inputsOf({ inputs }: SubmittedInputs): CrateInput[] {
  return inputs.map(({ name, sizeBytes, sha256 }) =>
    sha256 === null ? { name } : { name, sizeBytes, sha256 },
  );
}

/** Where nobody here knows what was sent: what the engine read, by name. The paths are those of the server's disk. */
function namesOf(remembered: RememberedJob | undefined): CrateInput[] {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.startsWith('/')) names.add(basename(value));
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(remembered?.['inputs']);
  return [...names].toSorted().map((name) => ({ name }));
}

function jobIniOf(remembered: RememberedJob | undefined): string {
  const inputs = remembered?.['inputs'];
  const path = typeof inputs === 'object' && inputs !== null && 'job_ini' in inputs ? inputs.job_ini : '';
  return typeof path === 'string' ? path : '';
}

function plainUrl(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/$/, '');
}

/** Servers tell `YYYY-MM-DD HH:MM:SS` in UTC. */
function utc(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${text.slice(0, 19).replace(' ', 'T')}+00:00`;
}
