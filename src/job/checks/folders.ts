import type { CheckRequest } from './check-job.js';
import { filesBelow, filesOf, readsSources } from './job-files.js';

/** Notes folders where the calculation will open a file: the engine packs them without a word. The walk has told of others. */
export function checkFolders(request: CheckRequest): Promise<void> {
  const { walk, inputs } = request;
  const opened = [
    ...filesOf(request, 'site_model'),
    ...filesBelow(request, 'exposure'),
    ...(inputs.calculationMode?.startsWith('scenario') === true ? filesOf(request, 'rupture_model') : []),
    ...(readsSources(request) ? filesBelow(request, 'source_model_logic_tree') : []),
  ];
  for (const { found, chain } of opened) {
    if (found.source.kind !== 'directory') continue;
    const message = `${chain.at(-1)?.key ?? ''} names ${walk.shown(found.path)}, which is a folder`;
    walk.fault(chain, message, 'name a file in it');
  }
  return Promise.resolve();
}
