/** The whole terminal as a surface to draw on. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Draws lines from the top; what was there is gone. Nothing is written when nothing changed. */
  draw(lines: readonly string[]): void;
  /** Told of what the terminal sends, as it sends it. */
  onInput(listener: (text: string) => void): void;
  onResize(listener: () => void): void;
  /** Gives the terminal back, lets the shell have it, and takes it again when the user comes back. */
  suspend(): Promise<void>;
  /** Gives the terminal back as it was. Twice does no harm. */
  close(): void;
}

/** The alternate screen of xterm, a hidden cursor, no wrapping at the right edge (a full line would scroll). */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const TOP = '\u001b[H';
/** Both go before the text: behind a line as wide as the screen they would take its last character. */
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** What a terminal without a size is taken for: the size of the first ones. */
const FALLBACK = { columns: 80, rows: 24 };

/** How the process itself is reached. */
interface ScreenProcess {
  suspend(): Promise<void>;
  /** @returns a function that takes it back. */
  atExit(action: () => void): () => void;
}

/**
 * Takes a terminal: raw keys, the alternate screen. Whatever way the process ends, short of SIGKILL, it is given back.
 */
export function openScreen(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  control: ScreenProcess,
): Screen {
  let isOpen = false;
  let isClosed = false;
  let drawn = '';
  const inputListeners: ((text: string) => void)[] = [];
  const resizeListeners: (() => void)[] = [];
  const onData = (data: Buffer | string): void => {
    for (const listener of inputListeners) listener(data.toString());
  };
  const onResize = (): void => {
    drawn = '';
    for (const listener of resizeListeners) listener();
  };
  const enter = (): void => {
    isOpen = true;
    drawn = '';
    output.write(ENTER);
    input.setRawMode(true);
    input.on('data', onData);
    input.resume();
  };
  const leave = (): void => {
    if (!isOpen) return;
    isOpen = false;
    input.off('data', onData);
    input.pause();
    try {
      input.setRawMode(false);
    } catch {
      // The terminal is gone, and so is its mode.
    }
    output.write(LEAVE);
  };
  const forget = control.atExit(leave);
  output.on('resize', onResize);
  enter();
  return {
    get columns() {
      return output.columns > 0 ? output.columns : FALLBACK.columns;
    },
    get rows() {
      return output.rows > 0 ? output.rows : FALLBACK.rows;
    },
    draw(lines) {
      if (!isOpen) return;
      const last = lines.length - 1;
      const drawnLines = lines.map((line, nth) => `${nth === last ? CLEAR_BELOW : CLEAR_LINE}${line}`);
      const text = `${TOP}${drawnLines.join('\r\n')}`;
      if (text === drawn) return;
      drawn = text;
      output.write(text);
    },
    onInput: (listener) => void inputListeners.push(listener),
    onResize: (listener) => void resizeListeners.push(listener),
    async suspend() {
      leave();
      await control.suspend();
      // The signal that ended the program may have come while it slept.
      if (isClosed) return;
      enter();
      onResize();
    },
    close() {
      isClosed = true;
      leave();
      output.off('resize', onResize);
      forget();
    },
  };
}
