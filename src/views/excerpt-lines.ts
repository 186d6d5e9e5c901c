import type { FaultExcerpt, InputFault } from '../errors.js';
import { type ShownCharacter, shownCharacters } from '../shown-characters.js';

/** A line of a file as it is shown, and how far the caret under it stands from its left. */
export interface ShownExcerpt {
  readonly line: string;
  /** Undefined where the column is not known. */
  readonly caretIndent: number | undefined;
}

const DOTS = '...';

/**
 * Draws the line of a fault: harmless, tabs as blanks, and cut around the caret where it is too long.
 * @param columns the room there is.
 */
export function showExcerpt(excerpt: FaultExcerpt, fault: InputFault, columns: number): ShownExcerpt {
  const characters = shownCharacters(excerpt.text);
  const target = (fault.column ?? 1) - 1 - excerpt.start;
  // A column behind the end, e.g. where something is missing, stands right behind the last character.
  const place = characters.findLastIndex(({ index }) => index <= target);
  const caret = target >= excerpt.text.length ? characters.length : Math.max(0, place);
  const whole = widthOf(characters);
  const isWhole = excerpt.start === 0 && !excerpt.goesOn && whole <= columns;
  const [from, to] = isWhole
    ? [0, characters.length]
    : around(characters, caret, columns - 2 * DOTS.length - 1);
  const head = from > 0 || excerpt.start > 0 ? DOTS : '';
  const tail = to < characters.length || excerpt.goesOn ? DOTS : '';
  const line = `${head}${characters
    .slice(from, to)
    .map(({ shown }) => shown)
    .join('')}${tail}`;
  const caretIndent =
    fault.column === undefined ? undefined : head.length + widthOf(characters.slice(from, caret));
  return { line: line.trimEnd(), caretIndent };
}

/** @returns the characters that fit, the caret among them, with more room before it than behind. */
function around(characters: readonly ShownCharacter[], caret: number, room: number): [number, number] {
  let from = caret;
  let to = caret;
  let width = 0;
  const left = (most: number): void => {
    for (; from > 0 && width + (characters[from - 1]?.width ?? 0) <= most; from -= 1) {
      width += characters[from - 1]?.width ?? 0;
    }
  };
  left(Math.floor(room * 0.6));
  for (; to < characters.length && width + (characters[to]?.width ?? 0) <= room; to += 1) {
    width += characters[to]?.width ?? 0;
  }
  left(room);
  return [from, to];
}

function widthOf(characters: readonly ShownCharacter[]): number {
  return characters.reduce((sum, { width }) => sum + width, 0);
}
