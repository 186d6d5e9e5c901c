import { spawn } from 'node:child_process';
import { UsageError } from '../errors.js';
import type { Clock } from '../clock.js';
import { groupOf, sendSignal } from '../process-table.js';
import { withoutSecrets } from '../secret-variables.js';
import { desktopCall, shellCall } from './notify-programs.js';

/** Where the end of a calculation is told. */
export type NotifyTarget =
  | { readonly kind: 'desktop' }
  /** A line for the user's own shell. */
  | { readonly kind: 'command'; readonly line: string }
  /** Gets a POST of JSON. */
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'smtp'; readonly to: string };

/** What is told. */
export interface Notice {
  readonly calculationId: number;
  /** Base URL of the server. */
  readonly host: string;
  /** The job file, where this program sent it. */
  readonly job: string | undefined;
  /** complete, failed or aborted; unknown where contact was lost. */
  readonly status: string;
  /** As long as this program watched. */
  readonly durationMs: number;
  /** For people; without control characters. */
  readonly title: string;
  readonly text: string;
}

/** What telling needs from outside. */
export interface NotifyWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  readonly clock: Clock;
  /** Ends what was started to tell it. */
  readonly stopped?: AbortSignal | undefined;
  /** How long a program may take; {@link PROGRAM_WITHIN_MS} when left out. */
  readonly programWithinMs?: number;
}

const FORMS = 'Give desktop, command:LINE, a URL (http or https), or smtp:you@example.org.';

/**
 * Reads `desktop`, `command:LINE`, `http(s)://...`, `smtp:ADDRESS`.
 * @throws UsageError for anything else; it does not repeat what may be a secret.
 */
export function parseNotifyTarget(text: string): NotifyTarget {
  const value = text.trim();
  if (value === 'desktop') return { kind: 'desktop' };
  if (/^https?:\/\//i.test(value)) {
    if (URL.canParse(value)) return { kind: 'webhook', url: value };
    throw new UsageError('--notify has a URL that is none.', { hint: FORMS });
  }
  const [, scheme = '', rest = ''] = /^(command|smtp):\s*(\S[\s\S]*)$/.exec(value) ?? [];
  if (scheme === 'command') return { kind: 'command', line: rest };
  if (scheme === 'smtp' && /^[^\s@,<>]+@[^\s@,<>]+$/.test(rest)) return { kind: 'smtp', to: rest };
  throw new UsageError('--notify does not understand where to tell it.', { hint: FORMS });
}

/** The JSON that a webhook gets: a documented schema, so names stay. */
function noticeJson(notice: Notice): Record<string, unknown> {
  return {
    event: 'calculation-ended',
    calculation_id: notice.calculationId,
    host: notice.host,
    job: notice.job ?? null,
    status: notice.status,
    duration_s: Math.round(notice.durationMs / 100) / 10,
    text: notice.text,
  };
}

/**
 * Tells one place.
 * @throws Error with the reason in words, which names no secret.
 */
export async function notify(target: NotifyTarget, notice: Notice, world: NotifyWorld): Promise<void> {
  switch (target.kind) {
    case 'desktop':
      return run(desktopCall(notice, world.platform), { ...world, env: withoutSecrets(world.env) });
    case 'command':
      // The user's own line keeps the whole environment: it may well call this program.
      return run(shellCall(target.line, notice, world), world);
    case 'webhook': {
      const { postJson } = await import('../http/post-json.js');
      return postTwice(async () => postJson(target.url, noticeJson(notice), world.env), world.clock);
    }
    case 'smtp': {
      const { sendMail } = await import('./notify-mail.js');
      return sendMail(target.to, notice, world.env);
    }
  }
}

const AGAIN_AFTER_MS = 2_000;

/** A message that came may come again: better twice than never. */
async function postTwice(post: () => Promise<void>, clock: Clock): Promise<void> {
  try {
    await post();
  } catch {
    await clock.sleep(AGAIN_AFTER_MS);
    await post();
  }
}

/** A program to start. */
export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Longer than a script needs to pass the news on. */
const PROGRAM_WITHIN_MS = 60_000;
const KEPT_CHARACTERS = 500;
/** What a program said last may still be on its way when it has ended. */
const PIPES_WITHIN_MS = 500;

async function run({ command, args, env }: ProgramCall, world: NotifyWorld): Promise<void> {
  const child = spawn(command, args, {
    cwd: world.cwd,
    env: { ...world.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // A group of its own: what a shell has started ends with it.
    detached: world.platform !== 'win32',
  });
  const late = new AbortController();
  const end = (): void => {
    if (child.pid !== undefined) sendSignal(child.pid, 'SIGKILL', groupOf(world.platform));
  };
  const withinMs = world.programWithinMs ?? PROGRAM_WITHIN_MS;
  // Not the option of spawn: its timer goes on for a program that is not there, and holds this one.
  const timer = setTimeout(() => {
    late.abort();
    end();
  }, withinMs);
  world.stopped?.addEventListener('abort', end, { once: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-KEPT_CHARACTERS);
    });
  }
  const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit, signal) => resolve(exit ?? signal));
    // What it left running in the background may hold its pipes open as long as it likes.
    child.once('exit', (exit, signal) => setTimeout(() => resolve(exit ?? signal), PIPES_WITHIN_MS).unref());
  }).finally(() => {
    clearTimeout(timer);
    world.stopped?.removeEventListener('abort', end);
    child.stdout.destroy();
    child.stderr.destroy();
  });
  if (code === 0) return;
  if (late.signal.aborted)
    throw new Error(`it did not end within ${withinMs / 1000} s, and was ended with all that it had started`);
  throw new Error(`it ended with ${String(code)}${said.trim() === '' ? '' : `: ${said.trim()}`}`);
}
