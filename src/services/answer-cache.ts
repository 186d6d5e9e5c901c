import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerAnswers } from '../job/checks/engine-knowledge.js';
import { readCached } from '../own-files/read-json.js';
import { writeJson } from '../own-files/write-whole.js';

/** A server may get models of its own without another version: its answers are asked for anew after a week. */
const MOST_AGE_MS = 7 * 24 * 3600 * 1000;
/** Servers that are remembered, those asked last. */
const MOST_FILES = 16;
/** An engine's answers have 35 kB; what is far larger is not kept. */
const MOST_NAMES = 20_000;
const LONGEST_NAME = 200;

/** What servers said of themselves, kept on disk. Never throws: without it they are asked again. */
export interface AnswerCache {
  read(url: string, version: string): Promise<ServerAnswers | undefined>;
  write(url: string, version: string, answers: ServerAnswers): Promise<void>;
}

/**
 * @param folder need not exist; files in it may be deleted at any time.
 * @param now milliseconds since the epoch.
 */
export function answerCacheIn(folder: string, now: () => number): AnswerCache {
  const fileOf = (url: string, version: string): string => {
    const hash = createHash('sha256').update(`${url}\n${version}`).digest('hex');
    return join(folder, `${hash.slice(0, 24)}.json`);
  };
  return {
    async read(url, version) {
      const file = await readCached(fileOf(url, version));
      if (file === undefined || file['url'] !== url || file['version'] !== version) return undefined;
      const { asked_at: askedAt } = file;
      if (typeof askedAt !== 'number' || Math.abs(now() - askedAt) > MOST_AGE_MS) return undefined;
      const parameters = names(file['parameters']);
      const gsims = names(file['gsims']);
      return parameters === undefined || gsims === undefined ? undefined : { parameters, gsims };
    },
    async write(url, version, { parameters, gsims }) {
      if (names(parameters) === undefined || names(gsims) === undefined) return;
      try {
        await mkdir(folder, { recursive: true });
        const answer = { url, version, asked_at: now(), parameters, gsims };
        await writeJson(fileOf(url, version), answer, { lasting: false });
        await removeOldest(folder);
      } catch {
        // A full or read-only disk must not stop a run.
      }
    },
  };
}

function names(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_NAMES) return undefined;
  return value.every((name): name is string => typeof name === 'string' && name.length <= LONGEST_NAME)
    ? value
    : undefined;
}

async function removeOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{24}\.json$/.test(name));
  const files = names.map((name) => join(folder, name));
  if (files.length <= MOST_FILES) return;
  const dated = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
  dated.sort((left, right) => right.at - left.at);
  await Promise.all(dated.slice(MOST_FILES).map(async ({ file }) => rm(file, { force: true })));
}
