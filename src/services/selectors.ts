import { UsageError } from '../errors.js';

/** One way to name calculations on the command line. */
export type Selector =
  | { readonly kind: 'id'; readonly id: number }
  /** 1 is the last one, 2 the one before it. */
  | { readonly kind: 'back'; readonly steps: number }
  /** Those between two ids, both included, that the server has. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'tag'; readonly tag: string };

/** What the error about a wrong selector teaches. */
const FORMS = 'Name calculations as 42, last, last-1, 12-15, @tag, or several with commas.';

/** What may stand behind a comma; anything else there belongs to the name of the tag before it. */
const NEXT = /,(?=\s*(?:@|(?:last(?:-\d{1,9})?|-?\d{1,15}|\d{1,15}-\d{1,15})\s*(?:,|$)))/i;

/**
 * Reads `42`, `-1`, `last`, `last-2`, `12-15`, `@tag`, and lists of them with commas. A comma that no selector follows is
 * part of a tag's name: `@a,b` is one tag, `@a,@b` are two, `@a,12` is a tag and a calculation.
 * @throws UsageError for anything else.
 */
export function parseSelectors(words: readonly string[]): Selector[] {
  return words.flatMap((word) => word.split(NEXT).map((part) => parseOne(part.trim(), word)));
}

/**
 * Reads a word where one calculation is meant.
 * @param what the argument, for messages, e.g. `CALC_ID of --list-outputs`.
 * @returns the selector; a tag may yet turn out to be that of several calculations.
 * @throws UsageError when it names none, or several by its form.
 */
export function parseSelector(word: string | undefined, what: string): Selector {
  if (word === undefined) throw new UsageError(`${what} is missing.`, { hint: FORMS });
  const [first, ...others] = parseSelectors([word]);
  if (first !== undefined && others.length === 0 && first.kind !== 'range') return first;
  throw new UsageError(`${what} is one calculation, and "${word}" names several.`, {
    hint: 'Name one as 42, last, last-1 or @tag.',
  });
}

function parseOne(part: string, word: string): Selector {
  const back = /^(?:last(?:-(\d{1,9}))?|-(\d{1,9}))$/i.exec(part);
  if (back !== null) {
    const steps = back[2] === undefined ? Number(back[1] ?? 0) + 1 : Number(back[2]);
    if (steps > 0) return { kind: 'back', steps };
  }
  if (/^\d{1,15}$/.test(part)) return { kind: 'id', id: Number(part) };
  const range = /^(\d{1,15})-(\d{1,15})$/.exec(part);
  if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (from <= to) return { kind: 'range', from, to };
    throw new UsageError(`The range ${part} ends before it begins.`, { hint: `Write it as ${to}-${from}.` });
  }
  if (/^@\S/.test(part)) return { kind: 'tag', tag: part.slice(1) };
  throw new UsageError(`"${word}" names no calculation.`, { hint: FORMS });
}
