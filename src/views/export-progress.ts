import { safeLine } from './safe-text.js';
import { humanDuration, humanSize } from './sizes.js';

/** How far an export is. */
export interface ExportState {
  /** Outputs in all. */
  readonly count: number;
  /** Those that are whole. */
  readonly ended: number;
  /** Over all outputs. */
  readonly doneBytes: number;
  /** Those on their way, in the order in which they began. */
  readonly current: readonly {
    readonly label: string;
    readonly doneBytes: number;
    readonly totalBytes: number | undefined;
  }[];
  readonly bytesPerSecond: number | undefined;
  readonly elapsedMs: number;
}

/** Before this nothing can be said of the time that is left. */
const FIRST_GUESS_MS = 2000;

/** @returns the live line: what is exported, how much is here, how fast it comes, and about how long it will take. */
export function exportProgressText(state: ExportState): string {
  const [first] = state.current;
  const label = first === undefined ? '' : safeLine(first.label);
  const head =
    state.count === 1 ? label : `Exporting ${Math.min(state.ended + 1, state.count)} of ${state.count}`;
  const named = state.count === 1 || label === '' ? head : `${head} (${label})`;
  if (state.doneBytes === 0) return first === undefined ? named : `${named}: the engine is exporting`;
  const total = state.count === 1 ? first?.totalBytes : undefined;
  const parts = [`${humanSize(state.doneBytes)}${total === undefined ? '' : ` of ${humanSize(total)}`}`];
  if (state.bytesPerSecond !== undefined) parts.push(`${humanSize(state.bytesPerSecond)}/s`);
  const leftMs = remainingMs(state, total);
  if (leftMs !== undefined) parts.push(`about ${humanDuration(leftMs)} left`);
  return `${named}: ${parts.join(', ')}`;
}

/** One file is told by its rate; of many the server tells no sizes beforehand, and each counts alike. */
function remainingMs(state: ExportState, total: number | undefined): number | undefined {
  if (total !== undefined) {
    const { bytesPerSecond = 0 } = state;
    return bytesPerSecond > 0 ? ((total - state.doneBytes) / bytesPerSecond) * 1000 : undefined;
  }
  const partly = state.current.reduce(
    (sum, { doneBytes, totalBytes = 0 }) => sum + (totalBytes > 0 ? doneBytes / totalBytes : 0),
    0,
  );
  const part = (state.ended + partly) / state.count;
  if (state.elapsedMs < FIRST_GUESS_MS || part <= 0 || part > 1) return undefined;
  return (state.elapsedMs * (1 - part)) / part;
}
