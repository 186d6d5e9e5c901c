import { escapeHtml } from '../escape-html.js';

/** Markup that is safe to put into a page: made by {@link html}, which escapes every text. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: nothing, text and numbers (escaped), markup, or several of these. */
type Part = Html | string | number | undefined | false | readonly Part[];

/** Markup with values in it; whatever is not markup itself is escaped, in elements and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  parts.forEach((part, nth) => {
    text += markupOf(part) + (strings[nth + 1] ?? '');
  });
  return new Html(text);
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(markupOf).join('');
  return escapeHtml(String(part));
}

/** Lines and paragraphs separators end a line of a script in old browsers. */
const BREAKS_OUT = /[<>&\u2028\u2029]/g;

/**
 * @returns a value as JSON that can stand within a script element, whatever its texts hold: no `<`, so neither an end of
 * the element nor a comment begins in it. Numbers that JSON has not become null.
 */
export function embeddedJson(value: unknown): Html {
  const text = JSON.stringify(value).replace(
    BREAKS_OUT,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Html(text);
}
