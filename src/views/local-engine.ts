import type {
  InstallPlan,
  LocalEngineEvent,
  LocalEngineStatus,
  RunningEngine,
} from '../local-engine/local-engine.js';
import { humanDuration, humanSize } from './sizes.js';

/** Steps that last report about this often. */
const HEARTBEAT_S = 10;

/** What is going to be done, for people who have not asked for it in so many words. */
export function installPlan(plan: InstallPlan): string {
  return [
    `OpenQuake engine ${plan.version} is not installed on this machine. It will be, for you alone:`,
    `  download   about ${humanSize(plan.downloadBytes)} from the Python package index`,
    `  programs   ${plan.folder} (about ${humanSize(plan.diskBytes)})`,
    `  results    ${plan.dataFolder}`,
    '  duration   two to four minutes, once; it can be reached from this machine only',
    'Remove it with "openquake engine uninstall". To use a server instead, name it with --host.',
  ].join('\n');
}

/** One line for one event. */
export function eventText(event: LocalEngineEvent): string {
  switch (event.kind) {
    case 'waiting-for-lock':
      return `Waiting for another openquake${event.holderPid === undefined ? '' : ` (process ${event.holderPid})`}, which ${event.purpose}.`;
    case 'step':
      return `${event.text}${stepExtent(event)}.`;
    case 'installed':
      return `Engine ${event.version} is installed in ${event.folder}.`;
    case 'restarting':
      return `Starting the engine again: ${event.reason}.`;
    case 'starting':
      return `Starting engine ${event.version} at ${event.url} (log: ${event.logFile}).`;
    case 'ready':
      return `Engine ${event.version} answers at ${event.url}.`;
    case 'stopping':
      return event.calculations === 0
        ? `Stopping the engine at ${event.url}.`
        : `Stopping the engine at ${event.url} and ${calculationsText(event.calculations)}, left unfinished.`;
    case 'stopped':
      return `The engine at ${event.url} is stopped.`;
    case 'removed':
      return `Removed ${event.folder}.`;
  }
}

function stepExtent(step: Extract<LocalEngineEvent, { kind: 'step' }>): string {
  if (step.elapsedMs !== undefined) return `: ${humanDuration(step.elapsedMs)}`;
  return step.done === undefined || step.total === undefined || step.done === 0
    ? ''
    : ` (${step.done} of ${step.total} packages)`;
}

/**
 * Whether an event is worth a line where lines stay (a CI log): of counted steps every tenth package, of
 * those that last each full minute, of the others all.
 */
export function isMilestone(event: LocalEngineEvent): boolean {
  if (event.kind !== 'step') return true;
  if (event.elapsedMs !== undefined) return Math.floor(event.elapsedMs / 1000) % 60 < HEARTBEAT_S;
  // A remark in brackets repeats a step, or tells of one among many at once.
  if (event.text.endsWith(')')) return event.total === undefined;
  return event.done === undefined || event.done % 10 === 0 || event.done === event.total;
}

/** `2 calculations`, `1 calculation`. */
export function calculationsText(count: number): string {
  return count === 1 ? '1 calculation' : `${count} calculations`;
}

/** The lines of `openquake engine status`. */
export function statusLines(status: LocalEngineStatus): readonly string[] {
  const { installed, running } = status;
  const engines =
    installed.length === 0
      ? ['Installed: none; the first run without --host installs one.']
      : installed.map(
          (engine) =>
            `Installed: engine ${engine.version} in ${engine.folder}${engine.sizeBytes === undefined ? '' : ` (${humanSize(engine.sizeBytes)})`}`,
        );
  const busy = status.calculations === 0 ? '' : `, ${calculationsText(status.calculations)} in progress`;
  const server =
    running !== undefined
      ? [
          `Running:   engine ${running.version} at ${running.url} (process ${running.pid})${busy}`,
          `Log:       ${running.logFile}`,
        ]
      : status.stale
        ? [
            `Running:   no; a server that was started earlier is gone or silent${busy}. The next run starts it again.`,
          ]
        : ['Running:   no'];
  return [...engines, ...server, `Data:      ${status.dataFolder}`];
}

/** A running engine, for `--json`. */
export function runningJson(running: RunningEngine): Readonly<Record<string, string | number>> {
  return { url: running.url, version: running.version, pid: running.pid, log_file: running.logFile };
}

/** The document of `openquake engine status --json`. */
export function statusJson(status: LocalEngineStatus): unknown {
  return {
    installed: status.installed.map((engine) => ({
      version: engine.version,
      folder: engine.folder,
      size_bytes: engine.sizeBytes ?? null,
    })),
    running: status.running === undefined ? null : runningJson(status.running),
    calculations: status.calculations,
    stale: status.stale,
    data_folder: status.dataFolder,
  };
}
