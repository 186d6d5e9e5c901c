import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type AnswerCache, answerCacheIn } from '../../src/services/answer-cache.js';
import { knowledgeOfServer, type KnowledgeSources } from '../../src/services/engine-knowledge.js';

const URL_HERE = 'http://my-host:8800';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'openquake-cache-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return join(path, 'servers');
}

interface Asked {
  readonly calls: string[];
  readonly notes: string[];
  readonly sources: KnowledgeSources;
}

/** A server of this version; a question without an answer here fails. */
function asked(
  cache: AnswerCache,
  answers: { version?: string; parameters?: string[]; gsims?: string[] },
  stopped = new AbortController().signal,
): Asked {
  const calls: string[] = [];
  const notes: string[] = [];
  const answer = async <Value>(call: string, value: Value | undefined): Promise<Value> => {
    calls.push(call);
    return value === undefined ? Promise.reject(new Error(`no ${call}`)) : Promise.resolve(value);
  };
  const server = {
    url: URL_HERE,
    version: async () => answer('version', answers.version),
    parameterNames: async () => answer('parameters', answers.parameters),
    gsimNames: async () => answer('gsims', answers.gsims),
  };
  return { calls, notes, sources: { server, cache, note: (line) => notes.push(line), stopped } };
}

const ANSWERS = { version: '3.26.2', parameters: ['description', 'brand_new'], gsims: ['MyModel'] };

it('completes what the server says by what is recorded', async () => {
  const { sources } = asked(answerCacheIn(folder(), Date.now), ANSWERS);
  const knowledge = await knowledgeOfServer(sources);
  expect(knowledge.of).toBe(`engine 3.26.2 at ${URL_HERE}`);
  expect([...(knowledge.gsims ?? [])].sort()).toEqual(['FromFile', 'MyModel']);
  // The one is the server's own, the other it never tells.
  expect(knowledge.parameters?.has('brand_new')).toBe(true);
  expect(knowledge.parameters?.has('calculation_mode')).toBe(true);
});

it('asks once a week, and anew after an upgrade', async () => {
  let now = Date.UTC(2026, 0, 1);
  const cache = answerCacheIn(folder(), () => now);
  const first = asked(cache, ANSWERS);
  await knowledgeOfServer(first.sources);
  const second = asked(cache, ANSWERS);
  const knowledge = await knowledgeOfServer(second.sources);
  expect([first.calls.length, second.calls]).toEqual([3, ['version']]);
  expect(knowledge.gsims?.has('MyModel')).toBe(true);
  const upgraded = asked(cache, { ...ANSWERS, version: '3.27.0' });
  await knowledgeOfServer(upgraded.sources);
  now += 8 * 24 * 3600 * 1000;
  const later = asked(cache, ANSWERS);
  await knowledgeOfServer(later.sources);
  expect([upgraded.calls.length, later.calls.length]).toEqual([3, 3]);
});

it('does without answers, says why, and keeps nothing', async () => {
  const place = folder();
  const { sources, notes } = asked(answerCacheIn(place, Date.now), { version: '3.23.5' });
  const knowledge = await knowledgeOfServer(sources);
  expect(notes.sort()).toEqual(['no gsims', 'no parameters']);
  expect(knowledge.gsims?.has('BooreAtkinson2008')).toBe(true);
  expect(() => readdirSync(place)).toThrow('ENOENT');
  const silent = asked(answerCacheIn(place, Date.now), {});
  const guess = await knowledgeOfServer(silent.sources);
  expect(guess).toMatchObject({ gsims: undefined, formats: { exact: false } });
  expect(silent.calls).toEqual(['version']);
});

it('stops when the run does', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  const { sources } = asked(answerCacheIn(folder(), Date.now), {}, stop.signal);
  await expect(knowledgeOfServer(sources)).rejects.toThrow('no version');
});

it('ignores a broken cache, and a place where nothing can be kept', async () => {
  const place = folder();
  await knowledgeOfServer(asked(answerCacheIn(place, Date.now), ANSWERS).sources);
  const [name = ''] = readdirSync(place);
  for (const broken of [
    '',
    '{"url": 1}',
    readFileSync(join(place, name), 'utf8').replace('"MyModel"', '7'),
  ]) {
    writeFileSync(join(place, name), broken);
    const again = asked(answerCacheIn(place, Date.now), ANSWERS);
    await knowledgeOfServer(again.sources);
    expect(again.calls).toHaveLength(3);
  }
  const file = join(place, name);
  const nowhere = asked(answerCacheIn(join(file, 'sub'), Date.now), ANSWERS);
  expect((await knowledgeOfServer(nowhere.sources)).gsims?.has('MyModel')).toBe(true);
});

it('remembers few servers, each in one whole file', async () => {
  const place = folder();
  const cache = answerCacheIn(place, Date.now);
  const answers = { parameters: ['description'], gsims: ['MyModel'] };
  for (let port = 1; port <= 40; port += 1) await cache.write(`http://my-host:${port}`, '3.26.2', answers);
  expect(readdirSync(place)).toHaveLength(16);
  expect(await cache.read('http://my-host:40', '3.26.2')).toEqual(answers);
  await cache.write(URL_HERE, '3.26.2', { ...answers, gsims: ['x'.repeat(1000)] });
  expect(await cache.read(URL_HERE, '3.26.2')).toBeUndefined();
});
