/** A key of the terminal, by what it means here; `text` is a character to be typed. */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind:
        | 'up'
        | 'down'
        | 'page-up'
        | 'page-down'
        | 'home'
        | 'end'
        | 'enter'
        | 'escape'
        | 'backspace'
        | 'interrupt'
        | 'suspend';
    };

/** What terminals send for a key (xterm's table of PC-style function keys, and the application mode of cursor keys). */
const SEQUENCES: Readonly<Record<string, Exclude<Key['kind'], 'text'>>> = {
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b[5~': 'page-up',
  '\u001b[6~': 'page-down',
  '\u001b[H': 'home',
  '\u001bOH': 'home',
  '\u001b[1~': 'home',
  '\u001b[F': 'end',
  '\u001bOF': 'end',
  '\u001b[4~': 'end',
  '\r': 'enter',
  '\n': 'enter',
  '\u001b': 'escape',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'interrupt',
  '\u0004': 'interrupt',
  '\u001a': 'suspend',
};

/** Splits what a terminal in raw mode sent at once; sequences that mean nothing here are dropped. */
export function parseKeys(input: string): Key[] {
  const pieces = input.match(/\u001b(?:\[[0-?]*[ -/]*[@-~]|O[A-Z])|[\s\S]/gu) ?? [];
  return pieces.flatMap((piece): Key[] => {
    const kind = SEQUENCES[piece];
    if (kind !== undefined) return [{ kind }];
    return /^[\u0000-\u001f\u001b]/.test(piece) ? [] : [{ kind: 'text', text: piece }];
  });
}

/**
 * Parts what a terminal sent from an end that may be the beginning of a key: over a slow line ESC comes alone, and the
 * rest of an arrow a moment later.
 */
export function splitUnfinished(input: string): { readonly whole: string; readonly rest: string } {
  const rest = /\u001b(?:\[[0-?]*[ -/]*|O)?$/.exec(input)?.[0] ?? '';
  return { whole: input.slice(0, input.length - rest.length), rest };
}
