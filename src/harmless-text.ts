/**
 * What a terminal obeys (C0, DEL and C1: escape sequences begin there), what turns the direction of what follows or
 * cannot be seen (bidi marks and overrides, zero-width characters, tags), and halves of a surrogate pair. Tab and line
 * feed stay, and so do the two joiners without which some scripts and emoji cannot be written.
 */
const HARMFUL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** The same, and colours: the one sequence that this program itself puts into a line, see output/style.ts. */
const COLOUR_OR_HARMFUL = new RegExp(`\\u001b\\[[\\d;]*m|${HARMFUL.source}`, 'gu');

/** @returns the text with every harmful character written out as `\xNN`, `\uNNNN` or `\u{NNNNN}`. */
export function harmlessText(text: string): string {
  return text.replace(HARMFUL, writtenOut);
}

/** @returns the same of text that we coloured: the last gate before the terminal, for what a view forgot. */
export function harmlessColours(text: string): string {
  return text.replace(COLOUR_OR_HARMFUL, (found) => (found.endsWith('m') ? found : writtenOut(found)));
}

/**
 * A value as JSON, exact and yet harmless: JSON has escapes for any character, but `JSON.stringify` uses them for C0
 * alone, and a terminal obeys C1 as well.
 * @param indent blanks for each level; one line without it.
 */
export function harmlessJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(HARMFUL, (character) =>
    Array.from({ length: character.length }, (_unused, place) => unit(character.charCodeAt(place))).join(''),
  );
}

function writtenOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? unit(code) : `\\u{${code.toString(16)}}`;
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
