import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { REPOSITORY } from './program.js';

const execute = promisify(execFile);

/** A real terminal in the hands of a test: a shell in a tmux of its own. */
export interface Terminal {
  /** Types words as they are. */
  type(text: string): Promise<void>;
  /** Presses keys by tmux's names: `Enter`, `C-c`, `Down`. */
  press(...keys: readonly string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** What stands on the screen now. */
  screen(): Promise<string>;
  /** Waits until the screen matches. @throws Error with the screen when it does not within the time. */
  saw(pattern: RegExp, withinMs?: number): Promise<string>;
  /** Whether the terminal shows its alternate screen, and its cursor. */
  modes(): Promise<{ readonly alternate: boolean; readonly cursor: boolean }>;
  /** The process in the foreground that runs the program. */
  programPid(): Promise<number>;
  end(): Promise<void>;
}

let serial = 0;

/** Opens a terminal with a shell in which `openquake` is the built program. @throws Error where there is no tmux. */
export async function openTerminal(columns = 100, rows = 24): Promise<Terminal> {
  serial += 1;
  const socket = `openquake-test-${process.pid}-${serial}`;
  const tmux = async (...words: readonly string[]): Promise<string> =>
    (await execute('tmux', ['-L', socket, '-f', '/dev/null', ...words])).stdout;
  await execute(
    'tmux',
    [
      '-L',
      socket,
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      String(columns),
      '-y',
      String(rows),
      'bash --norc --noprofile',
    ],
    { cwd: REPOSITORY, env: { ...process.env, PS1: 'ready> ', CI: '', HISTFILE: '', NO_COLOR: '' } },
  );
  const press = async (...keys: readonly string[]): Promise<void> => {
    await tmux('send-keys', ...keys);
  };
  const type = async (text: string): Promise<void> => {
    await tmux('send-keys', '-l', text);
  };
  const screen = async (): Promise<string> => tmux('capture-pane', '-p');
  const saw = async (pattern: RegExp, withinMs = 30_000): Promise<string> => {
    const endMs = Date.now() + withinMs;
    for (;;) {
      const text = await screen();
      if (pattern.test(text)) return text;
      if (Date.now() > endMs) throw new Error(`never saw ${String(pattern)}; the screen:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await type(
    `openquake() { "${process.execPath}" "${join(REPOSITORY, 'bin', 'openquake.js')}" "$@"; }; PS1='ready> '; clear`,
  );
  await press('Enter');
  await saw(/^ready>/m);
  return {
    type,
    press,
    screen,
    saw,
    resize: async (width, height) => {
      await tmux('resize-window', '-x', String(width), '-y', String(height));
    },
    modes: async () => {
      const [alternate, cursor] = (await tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}'))
        .trim()
        .split(' ');
      return { alternate: alternate === '1', cursor: cursor === '1' };
    },
    programPid: async () => {
      const shell = (await tmux('display-message', '-p', '#{pane_pid}')).trim();
      const { stdout } = await execute('ps', ['-o', 'pid=', '--ppid', shell]);
      return Number(stdout.trim().split('\n').at(-1));
    },
    end: async () => {
      await tmux('kill-server').catch(() => undefined);
    },
  };
}
