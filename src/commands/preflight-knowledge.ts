import path from 'node:path';
import type { Context } from '../context.js';
import { type EngineKnowledge, knowledgeOf } from '../job/checks/engine-knowledge.js';
import { NEWEST_RECORDED } from '../job/known/recorded-names.js';
import { cacheFolder } from '../local-engine/folders.js';
import { answerCacheIn } from '../services/answer-cache.js';
import { knowledgeOfServer } from '../services/engine-knowledge.js';
import { safeText } from '../views/safe-text.js';
import { chosenLocalEngine } from './local-engine/use-local-engine.js';

/**
 * What a job is held to that may go to any engine: {@link preflightKnowledge} where a host or an engine was chosen, else
 * the newest release that is known. The engine that a run would take by default may be older; it is the
 * run that is held to it.
 * @throws UsageError for a host that is none.
 */
export async function knowledgeForAnyEngine(context: Context): Promise<EngineKnowledge> {
  const { version, python } = chosenLocalEngine(context);
  const isChosen =
    version !== undefined || python !== undefined || (await context.chosenHost()) !== undefined;
  if (isChosen) return preflightKnowledge(context);
  return knowledgeOf(NEWEST_RECORDED);
}

/**
 * What the jobs of a run are held to: what the named server says that it knows, or what is recorded of the
 * engine on this machine, which is neither installed nor started for it.
 * @throws UsageError for a host that is none.
 */
export async function preflightKnowledge(context: Context): Promise<EngineKnowledge> {
  if ((await context.chosenHost()) === undefined) {
    const engine = await context.localEngine();
    return knowledgeOf(await engine.expectedVersion(chosenLocalEngine(context)));
  }
  const { printer, globals, clock, stopped } = context;
  const server = await context.engine();
  const live = await printer.live(`Asking ${server.url} what it knows`);
  try {
    const knowledge = await knowledgeOfServer({
      server,
      cache: answerCacheIn(path.join(cacheFolder(context), 'servers'), () => clock.now()),
      note: (line) => {
        if (globals.debug) printer.warn(`Checked by what is recorded of engines instead: ${safeText(line)}`);
      },
      stopped,
    });
    if (knowledge.engineVersion === '') {
      printer.warn(`${server.url} does not say what it is; the job is held to what all known engines want.`);
    }
    return knowledge;
  } finally {
    live.stop();
  }
}
