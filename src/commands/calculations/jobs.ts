import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { type CalculationFilter, matchesFilter, STATUS_WORDS } from '../../services/filter-calculations.js';
import { CALCULATIONS } from '../../views/calculation-list.js';
import { type RawCommand, textFlag } from '../command.js';
import { type Moment, momentMs, readMoment } from '../../durations.js';
import { readWords } from './selection.js';

interface JobsOptions {
  readonly filter: CalculationFilter;
  readonly since: Moment | undefined;
  readonly tag: string | undefined;
  readonly limit: number | undefined;
}

/** More than a screen: worth a word on how to see less. */
const MANY_ROWS = 100;

/** `openquake jobs`. */
export function parse(raw: RawCommand): JobsOptions {
  const since = textFlag(raw, 'since');
  return {
    filter: {
      statuses: readStatuses(textFlag(raw, 'status')),
      modes: readWords(textFlag(raw, 'mode')?.toLowerCase(), '--mode'),
      owners: readWords(textFlag(raw, 'owner'), '--owner'),
      text: textFlag(raw, 'text'),
    },
    since: since === undefined ? undefined : readMoment(since, '--since'),
    tag: textFlag(raw, 'tag'),
    limit: readLimit(textFlag(raw, 'limit')),
  };
}

/** Lists calculations of every kind and user that the server shows, the newest first: all, unless fewer are asked for. */
export async function run(options: JobsOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const { since, tag, limit } = options;
  const sinceMs = since === undefined ? undefined : momentMs(since, context.clock.now());
  const all =
    tag === undefined
      ? await server.list(context.stopped)
      : await server.listTagged(tag.replace(/^@/, ''), context.stopped);
  const wanted = all
    .filter((calculation) => matchesFilter({ ...options.filter, sinceMs }, calculation))
    .toSorted((a, b) => b.id - a.id);
  const shown = wanted.slice(0, limit);
  await printer.list(CALCULATIONS, shown);
  if (shown.length < wanted.length) {
    printer.note(
      `${wanted.length - shown.length} older ones are not shown; without --limit all ${wanted.length} are.`,
    );
  } else if (wanted.length === 0) {
    printer.note(
      all.length === 0 && tag === undefined
        ? `No calculations on ${server.url}.`
        : `None of the calculations on ${server.url} is as asked for.`,
    );
  } else if (wanted.length > MANY_ROWS && limit === undefined) {
    printer.note(`${wanted.length} calculations, the newest at the top; --limit 30 shows those only.`);
  }
  return 'success';
}

function readStatuses(text: string | undefined): readonly string[] | undefined {
  const words = readWords(text?.toLowerCase(), '--status');
  const wrong = words?.find((word) => !STATUS_WORDS.includes(word));
  if (wrong === undefined) return words;
  throw new UsageError(`--status does not know "${wrong}".`, {
    hint: `It takes ${STATUS_WORDS.join(', ')}.`,
  });
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text.trim())) return Number(text);
  throw new UsageError(`--limit takes a number from 1 on, not "${text}".`);
}
