/** `2026-11-22 15:27:32`, with a T or a blank; fractions in logs alone, and an offset of zero in some engines' answers. */
const UTC_TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?)/;

/** @returns a time as a server tells it, always UTC, in milliseconds since the epoch; NaN where the text is none. */
export function utcMs(text: string | undefined): number {
  const [, day, time] = UTC_TIME.exec(text ?? '') ?? [];
  return day === undefined || time === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`);
}
