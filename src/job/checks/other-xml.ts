import type { CheckRequest } from './check-job.js';
import { inputName } from '../file-keys.js';
import { isXml } from './job-files.js';
import { scanXml } from './scan-xml.js';

/** Inputs whose XML other checks read, or the walk itself. */
const READ_ELSEWHERE =
  /^(?:source_model_logic_tree|gsim_logic_tree|exposure|fragility|\w+_(?:fragility|vulnerability|vulnerability_retrofitted))$/;

/** Reads all other XML of a job, e.g. ruptures and site models, to see whether it is well-formed. */
export async function checkOtherXml(request: CheckRequest): Promise<void> {
  for (const file of request.walk.files.filter(isXml)) {
    const input = inputName(file.chain[0]?.key ?? '');
    if (!file.listedByEngine || READ_ELSEWHERE.test(input) || file.chain.length === 0) continue;
    // The walk has read what names other files, and told what is wrong with it.
    if (request.walk.faults.some((fault) => fault.file === request.walk.shownFile(file.found))) continue;
    await scanXml(request, file.found, file.chain, () => ({ wants: () => false, opened: () => undefined }));
  }
}
