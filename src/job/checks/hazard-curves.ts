import type { CheckRequest } from './check-job.js';
import { csvRows, isNumber } from './csv-rows.js';
import { FaultLimit } from './fault-limit.js';
import { filesOf } from './job-files.js';

/** Reads the hazard curves that a job starts from: each column `poe-...` holds probabilities. */
export async function checkHazardCurves(request: CheckRequest): Promise<void> {
  for (const file of filesOf(request, 'hazard_curves')) {
    if (!file.found.path.endsWith('.csv') || file.found.source.kind === 'directory') continue;
    const limit = new FaultLimit(request.walk);
    const shown = request.walk.shownFile(file.found);
    let header: readonly string[] | undefined;
    for await (const { line, fields } of csvRows(request, file.found)) {
      if (header === undefined) {
        if (fields[0]?.startsWith('#') !== true && fields[0]?.startsWith('"#') !== true) header = fields;
        continue;
      }
      const wrong = header.findIndex(
        (name, index) => name.startsWith('poe-') && !isProbability(fields[index] ?? ''),
      );
      if (wrong === -1) continue;
      const message = `${header[wrong] ?? ''} is ${JSON.stringify(fields[wrong] ?? '')}, which is no probability`;
      limit.fault([...file.chain, { file: shown, line, key: 'poe' }], message, 'it lies between 0 and 1');
    }
    limit.end();
  }
}

function isProbability(text: string): boolean {
  return isNumber(text) && !(Number(text) < 0) && !(Number(text) > 1);
}
