import { UsageError } from './errors.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** @returns the milliseconds of `90`, `90s`, `10m`, `1.5h` or `2d`; undefined when the text is no duration. */
function durationMs(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)?$/i.exec(text.trim()) ?? [];
  const factor = UNIT_MS[unit.toLowerCase()];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/**
 * @param what the flag, for the error.
 * @returns milliseconds; a number alone counts seconds.
 * @throws UsageError when the text is no duration.
 */
export function readDuration(text: string, what: string): number {
  const ms = durationMs(text);
  if (ms !== undefined) return ms;
  throw new UsageError(`${what} takes a duration, not "${text}".`, {
    hint: 'Write it as 90s, 10m, 2h or 1d; a number alone counts seconds.',
  });
}

/** A moment as the user names it: so long ago, or a time. */
export type Moment =
  | { readonly kind: 'ago'; readonly ms: number }
  | { readonly kind: 'at'; readonly epochMs: number };

/** @returns the moment in milliseconds since the epoch. */
export function momentMs(moment: Moment, nowMs: number): number {
  return moment.kind === 'at' ? moment.epochMs : nowMs - moment.ms;
}

/**
 * @param what the flag, for the error.
 * @returns the moment that `10m`, `2026-11-22`, `2026-11-22 15:30` or `2026-11-22T15:30:00Z` names; a time without a
 * zone is UTC, as the stored log tells it.
 * @throws UsageError when it is neither.
 */
export function readMoment(text: string, what: string): Moment {
  const ms = durationMs(text);
  if (ms !== undefined) return { kind: 'ago', ms };
  const [, day, time = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(text.trim()) ??
    [];
  const epochMs = Date.parse(`${day ?? ''}T${time}${zone.toUpperCase()}`);
  if (!Number.isNaN(epochMs)) return { kind: 'at', epochMs };
  throw new UsageError(`${what} takes a time, not "${text}".`, {
    hint: 'Write it as 10m or 2h (so long ago), or as 2026-11-22T15:30 (UTC).',
  });
}
