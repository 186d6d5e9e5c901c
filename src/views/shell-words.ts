/** @returns a word for `sh`, in single quotes where it needs any. */
export function shellWord(text: string): string {
  // A home is the shell's to write out.
  if (text.startsWith('~/')) return `~/${text.length > 2 ? shellWord(text.slice(2)) : ''}`;
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** @returns text that goes between double quotes in `sh`, beside `$ID`: nothing in it is expanded. */
export function insideDoubleQuotes(text: string): string {
  return text.replace(/["$`\\]/g, '\\$&');
}
