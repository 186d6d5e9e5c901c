/** A path of the server's own in a line of text, and the input that it is. */
export interface ServerPath<Input> {
  readonly input: Input;
  /** The server's folder, with the slash at its end. */
  readonly root: string;
  /** Place in the line of its first and behind its last character. */
  readonly start: number;
  readonly end: number;
}

/** Where an absolute path begins, behind what cannot be a part of it. */
const PATH_START = /(^|[\s'"(<=[,;:])(?:[A-Za-z]:)?\//g;
/** What may stand behind a path. */
const BEHIND_PATH = /^(?:$|[\s'":;,)\]>])/;

/**
 * Finds the inputs of a job in what a server says. The server unpacks an archive somewhere and speaks of that place:
 * the end of a path tells the input, the longest that fits.
 * @param inputs by their names in the archive.
 */
export function findServerPaths<Input>(
  line: string,
  inputs: ReadonlyMap<string, Input>,
): ServerPath<Input>[] {
  const slashed = line.replaceAll('\\', '/');
  if (!slashed.includes('/')) return [];
  const found: ServerPath<Input>[] = [];
  const names = [...inputs.keys()].sort((left, right) => right.length - left.length);
  for (const name of names) {
    const input = inputs.get(name);
    if (input === undefined) continue;
    for (const start of occurrences(slashed, `/${name}`)) {
      const end = start + 1 + name.length;
      const taken = found.some((path) => path.start < end && start < path.end);
      if (taken || !BEHIND_PATH.test(slashed.slice(end))) continue;
      const first = startOfPath(slashed, start);
      found.push({ input, root: line.slice(first, start + 1), start: first, end });
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

function occurrences(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) places.push(at);
  return places;
}

/** Folders may hold blanks, so it is the last slash (or drive) before which a path cannot go on. */
function startOfPath(line: string, inside: number): number {
  const starts = [...line.slice(0, inside + 1).matchAll(PATH_START)];
  const last = starts.at(-1);
  return last === undefined ? inside : last.index + (last[1]?.length ?? 0);
}
