import { spawn } from 'node:child_process';
import { withoutSecrets } from '../secret-variables.js';

/** What opens a page, and the words for it: never a shell, whatever the address holds. */
interface Opener {
  readonly command: string;
  readonly args: readonly string[];
}

/** An opener that fails does so at once; one that works may live as long as the browser. */
const FAILS_WITHIN_MS = 1_500;

/** Where a page can be opened: the system, and what it says of a screen. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @returns whether there is a screen to open a page on. */
export function hasScreen({ platform, env }: Desktop): boolean {
  if (platform === 'darwin' || platform === 'win32') return (env['SSH_CONNECTION'] ?? '') === '';
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/**
 * Opens a page in the user's browser, and leaves it there.
 * @param url an absolute http address.
 * @returns whether something took it; an opener that is missing or fails at once did not.
 */
export async function openPage(url: string, desktop: Desktop): Promise<boolean> {
  const { command, args } = openerOf(url, desktop.platform);
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: withoutSecrets(desktop.env), stdio: 'ignore', detached: true });
    const timer = setTimeout(() => resolve(true), FAILS_WITHIN_MS);
    const settle = (opened: boolean): void => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
    child.unref();
  });
}

function openerOf(url: string, platform: NodeJS.Platform): Opener {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  // "start" is a word of cmd.exe, which would read & and ^ in the address.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  return { command: 'xdg-open', args: [url] };
}
