/**
 * Breaks text at blanks, so that a terminal does not break it within words; what has no blank stays whole.
 * @param indent columns that each line but the first begins with; the first has used `before` columns already.
 */
export function wrapWords(text: string, columns: number, indent: number, before: number): string {
  const lines = text.split('\n').map((line, index) => {
    let used = index === 0 ? before : indent;
    return line
      .split(' ')
      .map((word, nth) => {
        const fits = nth === 0 || used + 1 + word.length <= columns;
        used = fits ? used + (nth === 0 ? 0 : 1) + word.length : indent + word.length;
        return nth === 0 ? word : fits ? ` ${word}` : `\n${' '.repeat(indent)}${word}`;
      })
      .join('');
  });
  return lines.join(`\n${' '.repeat(indent)}`);
}
