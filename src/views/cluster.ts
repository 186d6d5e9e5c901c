import { hasEnded } from '../engine/outcome.js';
import type { Calculation, LogRow } from '../engine/types.js';
import type { MachineLoad } from '../local-engine/machine-load.js';
import type { ClusterFacts } from '../services/read-cluster.js';
import { safeLine } from './safe-text.js';
import { humanSize } from './sizes.js';
import { taskProgressOf } from './task-progress.js';

/** Tasks of the phase that runs; undefined where no row told them. */
interface Tasks {
  readonly phase: string;
  readonly submitted: number;
  readonly done: number;
  readonly queued: number;
}

/**
 * @returns the tasks that the last progress row of a log tells. `50% [4 submitted, 1 queued]`: the percentage is of
 * both together, as far as the engine has made tasks by then.
 */
function tasksOf(rows: readonly LogRow[]): Tasks | undefined {
  const progress = rows.map(taskProgressOf).findLast((one) => one !== undefined);
  const [, submitted, queued] = /^(\d+) submitted, (\d+) queued$/.exec(progress?.detail ?? '') ?? [];
  if (progress === undefined || submitted === undefined) return undefined;
  const all = Number(submitted) + Number(queued);
  const done = Math.round((progress.percent / 100) * all);
  return { phase: progress.task, submitted: Number(submitted), done, queued: Number(queued) };
}

/** `Using 2 processpool workers`, and what other ways of distributing say alike. */
function workersOf(rows: readonly LogRow[]): number | undefined {
  for (const { message } of rows) {
    const found = /^Using (\d+) (?:\w+ )?(?:workers|cores)\b/.exec(message)?.[1];
    if (found !== undefined) return Number(found);
  }
  return undefined;
}

function going(facts: ClusterFacts): readonly Calculation[] {
  return facts.calculations.filter((one) => !hasEnded(one));
}

function byOwner(facts: ClusterFacts): { owner: string; running: number; waiting: number }[] {
  const all = going(facts);
  return [...new Set(all.map(({ owner }) => owner))]
    .map((owner) => {
      const own = all.filter((one) => one.owner === owner);
      const running = own.filter(({ status }) => status === 'executing').length;
      return { owner, running, waiting: own.length - running };
    })
    .toSorted((a, b) => (a.owner < b.owner ? -1 : 1));
}

/** What `cluster --json` prints. @param load of this machine, where the engine is ours. */
export function clusterJson(
  host: string,
  facts: ClusterFacts,
  load: MachineLoad | undefined,
): Record<string, unknown> {
  const running = going(facts).filter(({ status }) => status === 'executing');
  const tasks = running.map(({ id }) => tasksOf(facts.logs.get(id) ?? []));
  const known = tasks.filter((one) => one !== undefined);
  const sum = (key: 'submitted' | 'done' | 'queued'): number | null =>
    running.length > 0 && known.length === 0 ? null : known.reduce((total, one) => total + one[key], 0);
  return {
    host,
    engine: facts.engine,
    calculations: byOwner(facts),
    running: running.map(({ id, owner }, index) => ({
      id,
      owner,
      phase: tasks[index]?.phase ?? null,
      submitted: tasks[index]?.submitted ?? null,
      done: tasks[index]?.done ?? null,
      queued: tasks[index]?.queued ?? null,
      workers: workersOf(facts.logs.get(id) ?? []) ?? null,
    })),
    tasks: { submitted: sum('submitted'), done: sum('done'), queued: sum('queued') },
    workers: allWorkers(facts) ?? null,
    machine:
      load === undefined
        ? null
        : {
            cores: load.cores,
            load_1_min: load.loadOneMinute,
            memory_bytes: load.memoryBytes,
            free_memory_bytes: load.freeMemoryBytes,
            engine_memory_bytes: load.engineMemoryBytes ?? null,
            processes: load.processes,
          },
  };
}

function allWorkers(facts: ClusterFacts): number | undefined {
  return [...facts.logs.values()].map(workersOf).find((one) => one !== undefined);
}

/** The same in lines, with `not known` where the server does not let one know. */
export function clusterLines(host: string, facts: ClusterFacts, load: MachineLoad | undefined): string[] {
  const owners = byOwner(facts).map(
    ({ owner, running, waiting }) => `${safeLine(owner)}: ${running} running, ${waiting} waiting`,
  );
  const running = going(facts).filter(({ status }) => status === 'executing');
  const tasks = running.map(({ id, owner }) => {
    const one = tasksOf(facts.logs.get(id) ?? []);
    const words =
      one === undefined
        ? 'not known'
        : `${safeLine(one.phase)}, ${one.done} done, ${one.submitted} submitted, ${one.queued} queued`;
    return `${id} (${safeLine(owner)}): ${words}`;
  });
  const machine =
    load === undefined
      ? ['not known: only that of the engine on this machine is']
      : [
          `${load.cores} cores, load ${load.loadOneMinute.toFixed(2)} (1 min)`,
          `${humanSize(load.freeMemoryBytes)} of ${humanSize(load.memoryBytes)} memory free`,
          `engine: ${load.processes} processes, ${load.engineMemoryBytes === undefined ? 'memory not known' : humanSize(load.engineMemoryBytes)}`,
        ];
  const workers = allWorkers(facts);
  return [
    ...block('server', [`${host}, engine ${safeLine(facts.engine)}`]),
    ...block('calculations', owners.length === 0 ? ['none running or waiting'] : owners),
    ...block('tasks', tasks.length === 0 ? ['none'] : tasks),
    ...block('workers', [workers === undefined ? 'not known' : `${workers}, as the last log says`]),
    ...block('machine', machine),
  ];
}

/** A word, and its lines in one column. */
function block(word: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${(index === 0 ? word : '').padEnd(14)}${line}`);
}
