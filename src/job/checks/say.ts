import type { Chain } from '../job-walk.js';
import type { CheckRequest } from './check-job.js';

/**
 * Notes what an engine refuses: a fault where its release is one of those that were recorded, else a warning, since a
 * newer engine may take what these refuse.
 */
export function noteRefusal(
  { walk, knowledge }: Pick<CheckRequest, 'walk' | 'knowledge'>,
  chain: Chain,
  message: string,
  fix?: string,
): void {
  if (knowledge.formats?.exact === true) walk.fault(chain, message, fix);
  else walk.warn(chain, message, fix);
}
