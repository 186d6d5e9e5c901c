import { hasEnded } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation, LogRow } from '../engine/types.js';
import type { Asking } from './ask-through-losses.js';
import type { SubmissionEntry } from './submission-entry.js';

/** What became of a submission whose answer did not come. */
export type Settled =
  | { readonly kind: 'found'; readonly calculation: Calculation }
  /** The engine refused it, and left a dead calculation. */
  | { readonly kind: 'refused'; readonly calculationId: number; readonly traceback: readonly string[] }
  /** It never arrived, or not whole: nothing runs. */
  | { readonly kind: 'absent' }
  /** These may be it; nobody can tell yet, or ever. */
  | { readonly kind: 'undecided'; readonly ids: readonly number[] };

export type Sought = Pick<
  SubmissionEntry,
  'mark' | 'newestBefore' | 'calculationMode' | 'hazardCalculationId'
>;

interface SettleOptions {
  readonly asking: Asking;
  /** How long the server must have answered without showing the submission until it counts as never arrived. */
  readonly arrivesWithinMs?: number;
  /**
   * For how long to wait until one that may be it begins and can be told; default: as long as it takes in a queue, and
   * {@link STARTS_WITHIN_MS} out of it.
   */
  readonly beginsWithinMs?: number;
  /** Calculations that other submissions became. */
  readonly taken: ReadonlySet<number>;
  /** Told, once each time they change, which calculations may be it and have not begun. */
  readonly onWait?: (ids: readonly number[]) => void;
}

/**
 * A server makes the row of a calculation as soon as it has read the last byte: with 40 uploads at once the slowest
 * row came after 4.2 s. What has not come after so long is lost, or held by a proxy that has given up itself.
 */
export const ARRIVES_WITHIN_MS = 30_000;
/**
 * A `created` one begins, or joins the queue as `submitted`, within 40 s on a busy machine; one whose process died in
 * between says `created` for ever.
 */
const STARTS_WITHIN_MS = 600_000;

/**
 * Finds out whether a submission has become a calculation. The server gives the token back in one place only: the
 * first row of the log, which names the job file, written when the calculation begins or when its job is refused.
 * @throws UnreachableError when patience ran out; the signal's reason when it is aborted.
 */
export async function settleSubmission(
  server: Pick<EngineServer, 'listNewerThan' | 'logPage'>,
  sought: Sought,
  options: SettleOptions,
): Promise<Settled> {
  const { clock, contact, pace, signal } = options.asking;
  const others = new Set<number>(options.taken);
  let waitedFor = '';
  // Only time in which the server answers counts: what was under way while it was silent is not older for that.
  let answeringMs = 0;
  for (;;) {
    const newer = await contact.read(async () => server.listNewerThan(sought.newestBefore, signal));
    const unbegun: number[] = [];
    let isQueued = false;
    const untold: number[] = [];
    for (const calculation of newer) {
      const { id } = calculation;
      if (others.has(id)) continue;
      const verdict = await judgeOne(server, calculation, sought, options.asking);
      if (typeof verdict === 'object') return verdict;
      if (verdict === 'other') others.add(id);
      if (verdict === 'unbegun') {
        unbegun.push(id);
        isQueued ||= calculation.status !== 'created';
      }
      if (verdict === 'untold') untold.push(id);
    }
    const isOver = answeringMs >= (options.arrivesWithinMs ?? ARRIVES_WITHIN_MS);
    if (unbegun.length === 0 && isOver)
      return untold.length === 0 ? { kind: 'absent' } : { kind: 'undecided', ids: untold };
    const beginsWithinMs = options.beginsWithinMs ?? (isQueued ? Infinity : STARTS_WITHIN_MS);
    if (unbegun.length > 0 && answeringMs >= beginsWithinMs)
      return { kind: 'undecided', ids: [...untold, ...unbegun] };
    if (unbegun.length > 0 && unbegun.join() !== waitedFor) options.onWait?.(unbegun);
    waitedFor = unbegun.join();
    const pauseMs = pace.nextMs();
    await clock.sleep(pauseMs, signal);
    answeringMs += pauseMs;
  }
}

/** Of one calculation: it is it; another one; not begun, so that nobody can tell; ended without a word; will never be told. */
type Verdict = Settled | 'other' | 'unbegun' | 'dead' | 'untold';

async function judgeOne(
  server: Pick<EngineServer, 'logPage'>,
  calculation: Calculation,
  sought: Sought,
  { contact, signal }: Asking,
): Promise<Verdict> {
  if (isOther(calculation, sought)) return 'other';
  const rows = await contact.read(async () => server.logPage(calculation.id, 0, signal));
  return judge(calculation, rows, sought.mark);
}

/** A calculation has the mode `custom`, and no parent, until the server has read its job file. */
function isOther({ calculationMode, parentId }: Calculation, sought: Sought): boolean {
  if (calculationMode === 'custom') return false;
  if (sought.hazardCalculationId !== null && parentId !== sought.hazardCalculationId) return true;
  return sought.calculationMode !== null && calculationMode !== sought.calculationMode;
}

/** Rows after which the one that names the job file would have come. */
const TELLING_ROWS = 3;

function judge(calculation: Calculation, rows: readonly LogRow[], mark: string | null): Verdict {
  const [first] = rows;
  if (first === undefined) return hasEnded(calculation) ? 'dead' : 'unbegun';
  const refusal = rows.find(({ process }) => process === 'before starting');
  const isMarked = mark !== null && rows.some(({ message }) => message.includes(mark));
  if (refusal !== undefined)
    // Without the mark: of another job, or the remains of an upload that was cut short. Nothing runs under it.
    return isMarked
      ? { kind: 'refused', calculationId: calculation.id, traceback: refusal.message.split('\n') }
      : 'other';
  if (isMarked) return { kind: 'found', calculation };
  const namesItsJob = rows.some(({ message }) => / running \S.* \[?--hc=/.test(message));
  if (namesItsJob && mark !== null) return 'other';
  return namesItsJob || rows.length >= TELLING_ROWS || hasEnded(calculation) ? 'untold' : 'unbegun';
}
