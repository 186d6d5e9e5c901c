/** Why the engine would not take a value. */
export interface Refusal {
  /** Where in the value, from 0. */
  readonly offset: number;
  /** What is wrong; follows the name of the parameter, e.g. `wants a number, not "fifty"`. */
  readonly message: string;
  readonly fix?: string | undefined;
}

const MOST_SHOWN = 60;

/** @returns a text of the user's for a message: in quotes, on one line, not too long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text);
}

/** Whether a value may be judged here: Python reads digits of other scripts too, which we do not. */
export function isPlain(text: string): boolean {
  return /^[\u0000-\u007f]*$/.test(text);
}
