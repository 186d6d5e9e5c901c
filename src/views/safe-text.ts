/**
 * Control characters that a terminal would obey, and those that turn the direction of what follows. Tab and line feed
 * stay; a lone CR would overwrite its line.
 */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Text of a server (log rows, descriptions, names) made safe to show: CRLF becomes LF, every other control character
 * becomes visible as `\xNN` or `\uNNNN`, so that no escape sequence reaches the terminal.
 */
export function safeText(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(CONTROLS, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
  });
}

/** The same for text that must stay on one line. */
export function safeLine(text: string): string {
  return safeText(text).replace(/\s*\n\s*/g, ' ');
}
