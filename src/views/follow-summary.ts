import type { FollowEnd } from '../services/follow-calculation.js';
import { humanDuration } from './sizes.js';

/** The final line: `Calculation 42 complete in 13 s, log rows 57/57.` */
export function endLine(id: number, end: FollowEnd, durationMs: number): string {
  return `Calculation ${id} ${end.outcome} after ${humanDuration(durationMs)}, log rows ${end.rows}/${end.serverRows}.`;
}
