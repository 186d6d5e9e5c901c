import type { Context } from '../context.js';
import type { EngineServer } from '../engine/server.js';
import {
  LoginError,
  NotFoundError,
  type OpenquakeError,
  ServerError,
  UnreachableError,
  UsageError,
} from '../errors.js';
import type { ExitCodeName } from '../exit-codes.js';
import { stateOf } from '../own-files/owner.js';
import { recoverSubmission } from '../services/recover-submission.js';
import type { DoubtEvent } from '../services/submission-doubt.js';
import type { SubmissionEntry } from '../services/submission-entry.js';
import { openJournal, type SubmissionJournal } from '../services/submission-journal.js';
import { type RecoveredRow, SUBMISSIONS } from '../views/submission-list.js';
import { isSet, type RawCommand } from './command.js';
import { LOCAL_SERVER } from './engine/server-name.js';
import { tellDoubt } from './engine/tell-doubt.js';
import { inWords } from './recovered-words.js';

interface RecoverOptions {
  /** All that are open where none is named. */
  readonly tokens: readonly string[];
  readonly forget: boolean;
}

/** What is told of an entry, and whether it is over. */
type Told = Pick<RecoveredRow, 'outcome' | 'calculationId' | 'status' | 'message'> & {
  readonly isOver: boolean;
};

/** `openquake recover [TOKEN...] [--forget]` */
export function parse(raw: RawCommand): RecoverOptions {
  const forget = isSet(raw, 'forget');
  if (forget && raw.args.length === 0)
    throw new UsageError('--forget wants to know which: openquake recover --forget TOKEN', {
      hint: 'openquake recover lists what is open.',
    });
  return { tokens: raw.args, forget };
}

/**
 * Finds out, of every server, what became of submissions whose programs died, or lost their server, before they could tell; what is known
 * now is told and closed.
 */
export async function run({ tokens, forget }: RecoverOptions, context: Context): Promise<ExitCodeName> {
  const { printer, globals } = context;
  const journal = openJournal(context);
  const { entries: all, broken } = await journal.read();
  // A server that the environment names is where runs go; what is open elsewhere is in doubt all the same.
  const only =
    globals.hostIsTyped || globals.profileIsTyped
      ? ((await context.chosenHost()) ?? LOCAL_SERVER)
      : undefined;
  const entries = all.filter(({ server }) => only === undefined || server === only);
  const live = await printer.live('Looking for open submissions');
  const onEvent = (event: DoubtEvent): void => tellDoubt(event, printer, live);
  const rows: (RecoveredRow & { readonly isOver: boolean })[] = [];
  try {
    for (const file of broken) onEvent({ kind: 'broken-entry', file });
    const unknown = tokens.find((token) => !entries.some((entry) => entry.token === token));
    if (unknown !== undefined)
      throw new NotFoundError(`No submission ${unknown} is open${only === undefined ? '' : ` at ${only}`}.`, {
        hint: 'openquake recover lists what is.',
      });
    const chosen = entries.filter(({ token }) => tokens.length === 0 || tokens.includes(token));
    for (const entry of chosen) {
      live.update(`Looking what became of ${entry.token}`);
      const settle = async (): Promise<Told> =>
        forget ? forgetOne(journal, entry) : settleOne(context, journal, entry, tokens.length > 0, onEvent);
      const { token, server, job, began } = entry;
      rows.push({ token, server, job, began, ...(await settle()) });
    }
  } finally {
    live.stop();
  }
  await printer.list(SUBMISSIONS, rows);
  if (rows.length === 0) printer.note(`No submission is open${only === undefined ? '' : ` at ${only}`}.`);
  return rows.every(({ isOver }) => isOver) && broken.length === 0 ? 'success' : 'unreachable';
}

async function forgetOne(journal: SubmissionJournal, entry: SubmissionEntry): Promise<Told> {
  const facts = { calculationId: entry.calculationId ?? undefined, status: undefined };
  if ((await stateOf(entry.owner)) === 'alive') return busy(entry);
  await journal.remove(entry.token);
  return {
    ...facts,
    outcome: 'forgotten',
    message: 'The next run of its job submits it anew.',
    isOver: true,
  };
}

function busy({ owner, calculationId }: SubmissionEntry): Told {
  const message = `process ${owner.pid} is at it`;
  return {
    outcome: 'under-way',
    calculationId: calculationId ?? undefined,
    status: undefined,
    message,
    isOver: true,
  };
}

async function settleOne(
  context: Context,
  journal: SubmissionJournal,
  entry: SubmissionEntry,
  isNamed: boolean,
  onEvent: (event: DoubtEvent) => void,
): Promise<Told> {
  const open = {
    calculationId: entry.calculationId ?? undefined,
    status: undefined,
    outcome: 'open',
    isOver: false,
  };
  const state = await stateOf(entry.owner);
  if (state === 'alive') return busy(entry);
  if (state === 'elsewhere' && !isNamed)
    return {
      ...open,
      message: `another machine began it; if that program is dead: openquake recover ${entry.token}`,
    };
  if ((await journal.claim(entry.token, isNamed)) === undefined)
    return { ...busy(entry), message: 'another program took it over' };
  try {
    const server = await serverOf(context, entry);
    if (server === undefined)
      return { ...open, message: 'the engine on this machine does not run: openquake engine start' };
    const { clock, stopped: signal } = context;
    const recovered = await recoverSubmission(
      { server, journal, clock, signal, onEvent, patienceMs: 0 },
      entry,
    );
    const words = inWords(recovered, server, entry);
    if (words.isOver) await journal.remove(entry.token);
    return words;
  } catch (error) {
    const isLoss =
      error instanceof UnreachableError || error instanceof ServerError || error instanceof LoginError;
    if (!isLoss || context.stopped.aborted) throw error;
    return { ...open, message: whyOpen(error) };
  }
}

function whyOpen(error: OpenquakeError): string {
  return error instanceof LoginError && error.hint !== undefined
    ? `${error.message} ${error.hint}`
    : error.message;
}

/** @returns undefined for the engine on this machine where it does not run: it is not started to be asked. */
async function serverOf(context: Context, entry: SubmissionEntry): Promise<EngineServer | undefined> {
  if (entry.server !== LOCAL_SERVER) return context.engineAt(entry.url);
  const { running } = await (await context.localEngine()).status();
  return running === undefined ? undefined : context.engineAt(running.url);
}
