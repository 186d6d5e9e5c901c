import type { Context } from '../context.js';
import type { EngineServer } from '../engine/server.js';
import { InterruptedError, LoginError, OpenquakeError, UsageError } from '../errors.js';
import type { ExitCodeName } from '../exit-codes.js';
import type { Screen } from '../output/screen.js';
import { parseKeys, splitUnfinished } from '../views/watch/keys.js';
import { watchLines } from '../views/watch/watch-lines.js';
import {
  firstState,
  step,
  type WatchEvent,
  type WatchState,
  type WatchWish,
} from '../views/watch/watch-state.js';
import type { StopSignal } from '../system.js';
import { abortFromWatch, exportFromWatch } from './watch/wishes.js';
import { WatchPolls } from './watch/polls.js';

/** What follows an ESC within this time belongs to it; a lone one is the key. */
const KEY_WITHIN_MS = 60;

/** `openquake watch`. */
export function parse(): Record<string, never> {
  return {};
}

/** Shows the calculations of a server on the whole screen, alive, until the user leaves. */
export async function run(_options: Record<string, never>, context: Context): Promise<ExitCodeName> {
  needsTerminal(context);
  const server = await context.engine();
  // What is wrong from the start is told where it can be read, not on a screen that vanishes.
  await server.version(context.stopped);
  const screen = await context.openScreen();
  const leaving = new AbortController();
  let signal: StopSignal | undefined;
  const release = context.interrupts.take((seen) => {
    signal = seen;
    leaving.abort(new InterruptedError('Interrupted.', seen));
  });
  const exports = new Set<Promise<string>>();
  try {
    await watch(context, server, screen, leaving, exports);
  } finally {
    leaving.abort();
    screen.close();
    release();
  }
  await finish(context, exports);
  return signal === undefined || signal === 'SIGINT' ? 'success' : 'terminated';
}

/** An export that was asked for is brought to its end: leaving the screen is no word against it. Ctrl-C stops it. */
async function finish({ printer }: Context, exports: ReadonlySet<Promise<string>>): Promise<void> {
  if (exports.size > 0) printer.note('Finishing the export; Ctrl-C stops it.');
  for (const ended of exports) printer.note(await ended);
}

/** @throws UsageError where there is no screen to draw on, or nobody to press keys. */
function needsTerminal({ streams, env, globals, printer }: Context): void {
  const isTerminal = streams.stdin.isTerminal && streams.stdout.isTerminal && env['TERM'] !== 'dumb';
  if (isTerminal && !globals.noInput && !printer.mode.json) return;
  throw new UsageError('watch needs a terminal: it fills the screen and listens to keys.', {
    hint: 'For scripts: openquake jobs lists calculations, openquake wait ID waits for their end.',
  });
}

async function watch(
  context: Context,
  server: EngineServer,
  screen: Screen,
  leaving: AbortController,
  exports: Set<Promise<string>>,
): Promise<void> {
  const { clock } = context;
  const looks = context.printer.looks.stdout;
  let state: WatchState = firstState(server.url, screen.columns, screen.rows, clock.now());
  const polls = new WatchPolls(server, clock, leaving.signal);
  const tell = (event: WatchEvent): void => {
    const next = step(state, event);
    state = next.state;
    screen.draw(watchLines(state, looks));
    if (next.wish !== undefined) fulfil(next.wish);
  };
  const inBackground = (work: Promise<string>): void => {
    work.then(
      (text) => {
        tell({ kind: 'message', text });
        polls.lookNow();
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        // A fault of ours must not be taken for news.
        if (error instanceof OpenquakeError) tell({ kind: 'message', text: error.message });
        else leaving.abort(error);
      },
    );
  };
  const fulfil = (wish: WatchWish): void => {
    switch (wish.kind) {
      case 'leave':
        leaving.abort();
        break;
      case 'suspend':
        void screen.suspend();
        break;
      case 'look-now':
        polls.lookNow();
        break;
      case 'abort':
        inBackground(abortFromWatch(context, server, wish.id, leaving.signal));
        break;
      case 'export': {
        const say = (text: string): void => tell({ kind: 'message', text });
        const work = exportFromWatch(context, server, wish.id, wish.folder, say);
        exports.add(work);
        const ended = (): void => void exports.delete(work);
        work.then(ended, (): void => {
          // One that fails behind the screen is told there; the last look at it is the caller's.
          if (isGoingOn(leaving.signal)) ended();
        });
        inBackground(work);
      }
    }
  };
  const press = (text: string): void => {
    for (const key of parseKeys(text)) tell({ kind: 'key', key });
  };
  let held = '';
  screen.onInput((text) => {
    const { whole, rest } = splitUnfinished(held + text);
    held = rest;
    press(whole);
    if (rest === '') return;
    void clock.sleep(KEY_WITHIN_MS, leaving.signal).then(() => {
      if (held !== rest || leaving.signal.aborted) return;
      held = '';
      press(rest);
    });
  });
  screen.onResize(() => tell({ kind: 'size', columns: screen.columns, rows: screen.rows }));
  tell({ kind: 'size', columns: screen.columns, rows: screen.rows });
  while (isGoingOn(leaving.signal)) {
    try {
      await polls.look(() => state, tell);
    } catch (error) {
      // Whatever breaks off a question because the user leaves is no news.
      if (!isGoingOn(leaving.signal)) break;
      if (!(error instanceof OpenquakeError) || error instanceof LoginError) throw error;
      tell({ kind: 'lost', reason: error.message, nowMs: clock.now() });
    }
    await polls.pause();
  }
  const reason: unknown = leaving.signal.reason;
  // Aborted by the user or a signal is the way out; anything else that was thrown there is a fault.
  if (reason instanceof Error && !(reason instanceof InterruptedError) && reason.name !== 'AbortError')
    throw reason;
}

function isGoingOn(signal: AbortSignal): boolean {
  return !signal.aborted;
}
