import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Line } from '../contract/lines.js';
import { startStubEngine, type StubReply } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { withFolder } from '../support/with-stub.js';

/**
 * What a hostile server writes to take a terminal over: colours, a title, a hyperlink (OSC 8) and the clipboard
 * (OSC 52) with ESC and with C1 bytes, BEL, backspaces and a CR to overwrite, directions, and what cannot be seen.
 */
export const POISON = [
  '\u001b[38;5;213mPOI\u001b[2J\u001b]0;title\u0007\u001b]8;;http://evil.example\u001b\\SON\u001bc',
  '\u009b31m\u009d52;c;aGk=\u009c\u0090q\u0085\u007f\u0000\b\b\b\rover\u000b\u000c\u000e',
  '\u202edrow\u202c\u2066a\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u2028\u2029\ud800x\udc00\u{e0041}',
].join('');

/** Said anew here: a test must not ask the code what harms. Line feed and tab do not. */
const HARM =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/u;

/** The looks of output/style.ts and of views/plot/terminal. */
const OWN_COLOURS = /\u001b\[(?:0|1|2|22|3[0-79]|9[0-7])m/g;

/** @returns what a terminal would obey in a text, with what stands around it; undefined for none. */
export function harmIn(text: string): string | undefined {
  const plain = text.replace(OWN_COLOURS, '');
  const place = HARM.exec(plain)?.index;
  return place === undefined ? undefined : JSON.stringify(plain.slice(Math.max(0, place - 60), place + 40));
}

/** Keys whose words steer the program: left alone, it walks on to where the others are shown. */
const STEERING = new Set(['status', 'success', 'start_time', 'stop_time', 'calculation_mode', 'outtypes']);

/** @returns a value whose every string is poisoned; its keys and the words that steer too, where asked for. */
export function poisoned(value: unknown, steering: boolean): unknown {
  if (typeof value === 'string') return `${value}${POISON}`;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, steering));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const spoiled = [key, STEERING.has(key) && !steering ? item : poisoned(item, steering)] as const;
    return steering ? [spoiled, [`${key}${POISON}`, item] as const] : [spoiled];
  });
  return Object.fromEntries(entries);
}

/** Runs a line in a folder of its own, against a stub whose every answer is spoiled. What is asked is not judged. */
export async function runSpoiled(
  line: Line,
  spoil: (reply: StubReply, call: string) => StubReply,
  more: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const stub = await startStubEngine();
  try {
    return await withFolderOf(async (folder) => {
      const work = join(folder, 'work');
      await mkdir(work);
      await line.prepare?.(stub, work);
      stub.spoil(spoil);
      const system = testSystem({
        cwd: work,
        homeDir: folder,
        ...(env['FORCE_COLOR'] === undefined ? {} : { columns: 80 }),
        env: {
          ...env,
          OPENQUAKE_HOST: stub.url,
          OPENQUAKE_CONFIG_DIR: join(folder, 'config'),
          OPENQUAKE_CACHE_DIR: join(folder, 'cache'),
          OPENQUAKE_DATA_DIR: join(folder, 'data'),
        },
      });
      return runMain([...more, ...line.words], system);
    });
  } finally {
    await stub.close().catch(() => undefined);
  }
}

async function withFolderOf<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  let made: { readonly value: Value } | undefined;
  await withFolder(async (folder) => {
    made = { value: await work(folder) };
  });
  if (made === undefined) throw new Error('it did not run');
  return made.value;
}
