import { harmlessColours } from '../harmless-text.js';

/** A place to write text. A terminal changes how things look, never what is said. */
export interface OutputStream {
  write(text: string): void;
  /** Writes a command to a CI runner, where `write` lets none through; see workflow-commands.ts. */
  command?(line: string): void;
  /**
   * Waits until what was written so far is out.
   * @returns why some of it is lost (a full disk), or undefined; a reader who closed the pipe lost nothing.
   */
  settled(): Promise<Error | undefined>;
  /**
   * Waits until what was written so far is out, so that no more is made than is taken.
   * @returns false when nobody takes any more of it: the reader closed the pipe, or it broke.
   */
  isTaken(): Promise<boolean>;
  readonly isTerminal: boolean;
  /** Width in columns of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  /** The Node stream underneath, for libraries that want one (ora). */
  readonly raw: NodeJS.WriteStream | undefined;
}

/** Where answers to questions come from. */
export interface InputStream {
  readonly isTerminal: boolean;
  /** The Node stream underneath, for a screen that listens to keys. */
  readonly raw?: NodeJS.ReadStream | undefined;
  /**
   * Shows nothing itself.
   * @param stop gives up and lets go of the input, which would keep the process alive otherwise.
   * @returns the next line, or undefined at the end of the input and after `stop`.
   */
  readLine(stop?: AbortSignal): Promise<string | undefined>;
  /**
   * Reads a line from a terminal that shows nothing of it, and ends that line on the screen.
   * @param stop gives up; the terminal is as it was before in any case.
   * @throws the reason of `stop`, also for a Ctrl-C that is typed.
   */
  readSecret(stop: AbortSignal): Promise<string | undefined>;
}

/** The three streams of the program. */
export interface Streams {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/** @returns our stream over one of Node's. */
export function outputStream(raw: NodeJS.WriteStream): OutputStream {
  let failure: Error | undefined;
  let isOpen = true;
  // Without a listener Node ends the program. `openquake ... | head` closes the pipe early: that is success.
  raw.on('error', (error: NodeJS.ErrnoException) => {
    isOpen = false;
    if (error.code !== 'EPIPE') failure ??= error;
  });
  // A stream that broke calls back too, and tells its error a moment later.
  const isOut = async (): Promise<void> =>
    new Promise((resolve) => void raw.write('', () => setImmediate(resolve)));
  return {
    raw,
    // isTTY is undefined, not false, on a pipe.
    isTerminal: (raw.isTTY as boolean | undefined) === true,
    get columns() {
      return (raw.columns as number | undefined) ?? undefined;
    },
    // The last gate: whatever wrote it, no sequence but our colours comes out.
    write: (text) => void raw.write(harmlessColours(text)),
    settled: async () => {
      await isOut();
      return failure;
    },
    isTaken: async () => {
      await isOut();
      return isOpen;
    },
  };
}

/** @returns our stream over one of Node's; the readline module is loaded at the first question. */
export function inputStream(raw: NodeJS.ReadStream): InputStream {
  return {
    raw,
    isTerminal: (raw.isTTY as boolean | undefined) === true,
    async readLine(stop) {
      const { createInterface } = await import('node:readline');
      if (stop?.aborted === true) return undefined;
      const lines = createInterface({ input: raw, ...(stop === undefined ? {} : { signal: stop }) });
      try {
        for await (const line of lines) return line;
        return undefined;
      } finally {
        lines.close();
      }
    },
    readSecret: async (stop) => (await import('./secret-line.js')).readSecretLine(raw, stop),
  };
}
