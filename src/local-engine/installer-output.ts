/** Where an installer is, read from a line of its output. */
interface InstallerStep {
  readonly text: string;
  /** Packages that have been named so far, where the line names a new one. */
  readonly done?: number;
}

/** Reads the lines of one installer, in order. @returns undefined for a line that says nothing new. */
export type InstallerReader = (line: string) => InstallerStep | undefined;

/**
 * @returns a reader of pip's words: `Collecting NAME==VERSION (from ...)`, then `Downloading FILE (SIZE)` or
 * `Using cached FILE (SIZE)`, at the end one `Installing collected packages: ...`.
 */
export function pipReader(): InstallerReader {
  let done = 0;
  let current = '';
  return (line) => {
    const collecting = /^Collecting (\S+)/.exec(line)?.[1];
    if (collecting !== undefined) {
      done += 1;
      current = collecting.replace('==', ' ');
      return { text: `Fetching ${current}`, done };
    }
    const size = /^\s+Downloading \S+ \(([\d.]+ [kMG]B)\)/.exec(line)?.[1];
    // Only what takes time is worth a word.
    if (size?.endsWith('MB') === true) return { text: `Fetching ${current} (${size})`, done };
    if (line.startsWith('Installing collected packages')) return { text: 'Unpacking the packages', done };
    return undefined;
  };
}

/**
 * @returns a reader of uv's words: `Resolved N packages`, ` Downloading NAME (SIZE)` for the larger ones, which come
 * in parallel and in any order, `Prepared N packages`, `Installed N packages`.
 */
export function uvReader(): InstallerReader {
  let fetched = 0;
  return (line) => {
    const words = line.trim();
    const fetching = /^Downloading (\S+) \((\S+?)([kMG]iB)\)/.exec(words);
    if (fetching !== null)
      return { text: `Fetching ${fetching[1] ?? ''} (${fetching[2] ?? ''} ${fetching[3] ?? ''})` };
    if (/^Downloaded \S+/.test(words)) {
      fetched += 1;
      return { text: `Fetched ${words.slice('Downloaded '.length)} (${fetched} of the large packages)` };
    }
    if (words.startsWith('Resolved ')) return { text: 'Fetching the packages' };
    const count = /^(Prepared|Installed) (\d+) packages?/.exec(words);
    if (count === null) return undefined;
    return {
      text: count[1] === 'Prepared' ? 'Unpacking the packages' : 'Packages are in place',
      done: Number(count[2]),
    };
  };
}
