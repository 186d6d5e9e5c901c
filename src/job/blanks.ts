// What Python calls white space. JavaScript's \s lacks U+001C-001F and U+0085 and wrongly has U+FEFF.
const NAME = /[^\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

function isBlankCode(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f);
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** @returns how many blanks `text` begins with. */
export function leadingBlanks(text: string): number {
  let count = 0;
  while (count < text.length && isBlankCode(text.charCodeAt(count))) count += 1;
  return count;
}

/** @returns `text` without the blanks at its end; linear, where a regular expression would be quadratic. */
export function trimBlanksEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlankCode(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** @returns `text` without the blanks at both ends, as Python's str.strip. */
export function trimBlanks(text: string): string {
  return trimBlanksEnd(text.slice(leadingBlanks(text)));
}

/** A word of a text and the offset of its first character. */
export interface Word {
  readonly text: string;
  readonly offset: number;
}

/** @returns the pieces between blanks, as Python's str.split. */
export function splitAtBlanks(text: string): Word[] {
  return [...text.matchAll(NAME)].map((match) => ({ text: match[0], offset: match.index }));
}

/** @returns `text` without any blank. */
export function squeezeBlanks(text: string): string {
  return splitAtBlanks(text)
    .map((word) => word.text)
    .join('');
}
