import { harmlessText } from './harmless-text.js';

/** A character as it is shown, and where it came from. */
export interface ShownCharacter {
  readonly shown: string;
  /** Columns of a terminal that it takes. */
  readonly width: number;
  /** Place in the text of its first UTF-16 unit. */
  readonly index: number;
}

const TAB_COLUMNS = 4;
/** East Asian wide and fullwidth characters, and emoji, which take two columns. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u;

/** Made at its first use, once: making it takes longer than splitting a line with it. */
let segmenter: Intl.Segmenter | undefined;

/**
 * Splits a line into what a reader takes for characters, made harmless: tabs become blanks, control characters become
 * visible. A letter with its marks is one character, so that what stands under it can be found.
 */
export function shownCharacters(line: string): ShownCharacter[] {
  const characters: ShownCharacter[] = [];
  let column = 0;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment, index } of segmenter.segment(line)) {
    const shown = show(segment, column);
    const width = WIDE.test(shown) ? 2 : /^\p{M}/u.test(shown) ? 0 : widthOfPlain(shown, segment);
    characters.push({ shown, width, index });
    column += width;
  }
  return characters;
}

function show(segment: string, column: number): string {
  if (segment === '\t') return ' '.repeat(TAB_COLUMNS - (column % TAB_COLUMNS));
  return harmlessText(segment).replaceAll('\n', String.raw`\x0a`);
}

/** What was written out has a width of its own; any other character one column, whatever marks it bears. */
function widthOfPlain(shown: string, segment: string): number {
  return shown === segment ? 1 : shown.length;
}
