import type { EngineKnowledge } from '../job/checks/engine-knowledge.js';

/** What the jobs of a command line are held to: as long as nobody was asked, to what every engine wants. */
export async function preflightKnowledge(): Promise<EngineKnowledge> {
  return Promise.resolve({
    of: 'the engine',
    engineVersion: '3.26.2',
    parameters: undefined,
    gsims: undefined,
  });
}
