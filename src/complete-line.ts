import { mkdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Candidate, candidates, serverFlags } from './cli/completion/candidates.js';
import type { Context } from './context.js';
import { cacheFolder } from './local-engine/folders.js';
import { readCached } from './own-files/read-json.js';
import { writeJson } from './own-files/write-whole.js';
import { readGlobalOptions } from './settings.js';
import type { System } from './system.js';
import { safeLine } from './views/safe-text.js';
import { wireContext } from './wire-context.js';

/** Who presses Tab does not wait for a server. */
const PATIENCE_MS = 1_500;
/** Tab is pressed several times while one word is typed. */
const FRESH_MS = 5_000;
/** The latest; more would only hide each other. */
const MOST_CALCULATIONS = 100;

/** What PowerShell sends for an empty last word. */
const EMPTY_WORD = '--current-word-is-empty';

/**
 * `openquake __complete WORD...`: what may be typed next, one a line with its description behind a tab, and a last
 * line `:none`, `:jobs`, `:folders` or `:files` for the files of this machine. Asks nothing, starts nothing, and says
 * nothing when something fails.
 * @param typed the words behind the program's name; the last is being typed.
 */
export async function completeLine(typed: readonly string[], system: System): Promise<void> {
  const words = typed.map((word, index) => (index === typed.length - 1 && word === EMPTY_WORD ? '' : word));
  const found = await candidates(words, {
    calculations: async () => quietly(words, system, calculations),
    profiles: async () => quietly(words, system, profiles),
  });
  const lines = found.words.map(({ value, text }) =>
    text === undefined ? value : `${value}\t${firstLine(text)}`,
  );
  system.streams.stdout.write([...lines, `:${found.files}`].map((line) => `${line}\n`).join(''));
}

function firstLine(text: string): string {
  const line = safeLine(text).replaceAll('\t', ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

async function quietly(
  words: readonly string[],
  system: System,
  ask: (context: Context) => Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  const silent = {
    write: () => undefined,
    settled: async () => undefined,
    isTaken: async () => true,
    isTerminal: false,
    columns: undefined,
    raw: undefined,
  };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE_MS);
  const stopped = AbortSignal.any([system.stopped, limit.signal]);
  const late = new Promise<readonly Candidate[]>((resolve) =>
    stopped.addEventListener('abort', () => resolve([]), { once: true }),
  );
  try {
    const globals = readGlobalOptions({ ...serverFlags(words), noInput: true, quiet: true }, system.env);
    const streams = {
      stdin: { isTerminal: false, readLine: async () => undefined, readSecret: async () => undefined },
      stdout: silent,
      stderr: silent,
    };
    const { context, close } = await wireContext(
      { ...system, streams, stopped },
      { ...globals, yes: false, inCi: false },
    );
    try {
      return await Promise.race([ask(context), late]);
    } finally {
      await Promise.race([close(), late]);
    }
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}

async function profiles(context: Context): Promise<readonly Candidate[]> {
  const saved = await (await context.profiles()).list();
  return [
    { value: 'local', text: 'the engine on this machine' },
    ...saved.map(({ name, host }) => ({ value: name, text: host })),
  ];
}

/** The latest calculations of the server, newest first; of the engine on this machine only when it runs already. */
async function calculations(context: Context): Promise<readonly Candidate[]> {
  const named = await context.chosenHost();
  const url = named ?? (await (await context.localEngine()).status()).running?.url;
  if (url === undefined) return [];
  const folder = join(cacheFolder(context), 'completion');
  const key = [url, context.globals.profile ?? ''].join('\n');
  const file = join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 24)}.json`);
  const now = context.clock.now();
  const kept = await readCached(file);
  if (kept?.['key'] === key && Math.abs(now - Number(kept['at'])) < FRESH_MS)
    return kept['words'] as Candidate[];
  const server = named === undefined ? await context.engineAt(url) : await context.engine();
  const all = await server.newest(MOST_CALCULATIONS, context.stopped);
  const words = all
    .toSorted((a, b) => b.id - a.id)
    .slice(0, MOST_CALCULATIONS)
    .map(({ id, status, calculationMode, description }) => ({
      value: String(id),
      text: `${status} ${calculationMode} ${description}`,
    }));
  // Descriptions may be nobody else's business.
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
  await writeJson(file, { key, at: now, words }, { lasting: false }).catch(() => undefined);
  return words;
}
