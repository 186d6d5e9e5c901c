import type { EngineServer } from '../engine/server.js';
import { type EngineKnowledge, knowledgeOf, type ServerAnswers } from '../job/checks/engine-knowledge.js';
import type { AnswerCache } from './answer-cache.js';

/** Whom to ask what an engine knows, and where the answers are kept. */
export interface KnowledgeSources {
  readonly server: Pick<EngineServer, 'url' | 'version' | 'parameterNames' | 'gsimNames'>;
  readonly cache: AnswerCache;
  /** Told why a question had no answer. */
  readonly note: (line: string) => void;
  /** Aborted when the run is to stop, and not only this question. */
  readonly stopped: AbortSignal;
}

/** After this the recorded names must do; that the server is out of reach is told when the job is to be sent. */
const ANSWERS_WITHIN_MS = 15_000;

/**
 * Asks a server what it knows: its version always, its names once a week. A server that does not answer is no fault
 * here: what is recorded of its release, or of all releases, takes the place of the answer.
 * @throws only when the run is stopped.
 */
export async function knowledgeOfServer(sources: KnowledgeSources): Promise<EngineKnowledge> {
  // Not AbortSignal.any with AbortSignal.timeout: on Node 20 the sum can be collected before it fires.
  const question = new AbortController();
  const giveUp = (): void => {
    question.abort(sources.stopped.aborted ? sources.stopped.reason : new Error('no answer in time'));
  };
  const timer = setTimeout(giveUp, ANSWERS_WITHIN_MS);
  sources.stopped.addEventListener('abort', giveUp, { once: true });
  try {
    return await ask(sources, question.signal);
  } finally {
    clearTimeout(timer);
    sources.stopped.removeEventListener('abort', giveUp);
  }
}

async function ask(sources: KnowledgeSources, signal: AbortSignal): Promise<EngineKnowledge> {
  const { server, cache } = sources;
  const version = await attempt(sources, async () => server.version(signal));
  if (version === undefined) return knowledgeOf(undefined, server.url);
  const kept = await cache.read(server.url, version);
  if (kept !== undefined) return knowledgeOf(version, server.url, kept);
  const [parameters, gsims] = await Promise.all([
    attempt(sources, async () => server.parameterNames(signal)),
    attempt(sources, async () => server.gsimNames(signal)),
  ]);
  const answers: ServerAnswers = { parameters, gsims };
  await cache.write(server.url, version, answers);
  return knowledgeOf(version, server.url, answers);
}

async function attempt<Answer>(
  { stopped, note }: KnowledgeSources,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (stopped.aborted) throw error;
    note(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
