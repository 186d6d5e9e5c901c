import { harmlessText } from '../harmless-text.js';

/**
 * Text of a server (log rows, descriptions, names) made safe to show: CRLF becomes LF, every other harmful character
 * becomes visible as `\xNN` or `\uNNNN`, so that no escape sequence reaches the terminal. A lone CR would overwrite
 * its line.
 */
export function safeText(text: string): string {
  return harmlessText(text.replace(/\r\n/g, '\n'));
}

/** The same for text that must stay on one line: a line end and the blanks around it become one blank. */
export function safeLine(text: string): string {
  const lines = safeText(text)
    // Not `\s*\n\s*`: that takes time with the square of a run of blanks.
    .replace(/\n\s*/g, '\n')
    .split('\n');
  return lines.map((line, nth) => (nth === lines.length - 1 ? line : line.trimEnd())).join(' ');
}
