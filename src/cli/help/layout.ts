import { wrapWords } from '../../views/wrap-words.js';

/** Help is read as lines: longer ones are hard to follow whatever the terminal's width. */
const WIDEST = 100;
const NARROWEST = 40;

/** A term and what is said of it. */
export type Entry = readonly [term: string, text: string];

/** @returns a width for help that can be read. */
function helpWidth(columns: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}

/**
 * Terms on the left, explanations on the right; where a term is too long or the terminal too narrow, below it.
 * @param termColumns room for the terms; the longest one that is not exceptional when left out.
 */
export function entryLines(entries: readonly Entry[], columns: number, termColumns?: number): string[] {
  const width = helpWidth(columns);
  const most = Math.floor(width * 0.4);
  const room = termColumns ?? Math.max(...entries.map(([term]) => (term.length > most ? 0 : term.length)), 6);
  const indent = ' '.repeat(room + 4);
  return entries.flatMap(([term, text]) => {
    const lines = wrapped(text, width - indent.length);
    if (term.length > room) return [`  ${term}`, ...lines.map((line) => `${indent}${line}`)];
    const [first = '', ...rest] = lines;
    return [`  ${term.padEnd(room)}  ${first}`.trimEnd(), ...rest.map((line) => `${indent}${line}`)];
  });
}

/** @returns a paragraph in lines of the width. */
export function paragraph(text: string, columns: number): string {
  return wrapped(text, helpWidth(columns)).join('\n');
}

/** Lines to copy: a comment that no longer fits goes above its line. */
export function exampleLines(examples: readonly string[], columns: number): string[] {
  const width = helpWidth(columns);
  if (examples.every((line) => line.length + 2 <= width)) return examples.map((line) => `  ${line}`);
  return examples.flatMap((line) => {
    const [command = '', ...comment] = line.split(/ {2,}/);
    return [...wrapped(comment.join(' '), width - 4).map((part) => `  # ${part}`), `  ${command}`].filter(
      (part) => part !== '  # ',
    );
  });
}

/** @returns a heading and its lines; nothing when there are none. */
export function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${heading}:\n${lines.join('\n')}\n`;
}

/** @returns sections with an empty line between them. */
export function page(...sections: readonly string[]): string {
  return `${sections
    .filter((text) => text !== '')
    .map((text) => text.trimEnd())
    .join('\n\n')}\n`;
}

function wrapped(text: string, columns: number): string[] {
  return wrapWords(text, columns, 0, 0).split('\n');
}
