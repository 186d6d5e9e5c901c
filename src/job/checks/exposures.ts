import type { WalkedFile } from '../job-walk.js';
import { AssetLedger, type AssetPlace } from './asset-ledger.js';
import type { CheckRequest } from './check-job.js';
import { checkInlineAssets, type ReadAssets } from './exposure-assets.js';
import { checkExposureCsv } from './exposure-csv.js';
import { type ExposureHead, readExposureHead } from './exposure-head.js';
import { filesBelow, filesOf, isXml } from './job-files.js';

/** What the exposures of a job hold together. */
export interface Exposures {
  readonly taxonomies: ReadonlyMap<string, AssetPlace>;
  /** The engine's names of what every asset has, e.g. `value-structural`; undefined where not all could be read. */
  readonly names: ReadonlySet<string> | undefined;
  readonly first: { readonly file: WalkedFile; readonly head: ExposureHead };
}

/** Reads the exposures of a job with all their assets. @returns undefined where there is none, or none could be read. */
export async function checkExposures(request: CheckRequest): Promise<Exposures | undefined> {
  const taxonomies = new Map<string, AssetPlace>();
  let names: Set<string> | undefined = new Set();
  let first: Exposures['first'] | undefined;
  for (const file of filesOf(request, 'exposure')) {
    const head = isXml(file) ? await readExposureHead(request, file) : undefined;
    if (head === undefined) return undefined;
    first ??= { file, head };
    const assets = head.holdsAssets
      ? await checkInlineAssets(request, file, head)
      : await checkFiles(request, file, head);
    if (assets === undefined) return undefined;
    for (const [taxonomy, place] of assets.ledger.taxonomies) {
      if (!taxonomies.has(taxonomy)) taxonomies.set(taxonomy, place);
    }
    if (assets.names === undefined) names = undefined;
    else for (const name of assets.names) names?.add(name);
  }
  return first === undefined ? undefined : { taxonomies, names, first };
}

async function checkFiles(
  request: CheckRequest,
  exposure: WalkedFile,
  head: ExposureHead,
): Promise<(Pick<ReadAssets, 'ledger'> & { names: ReadonlySet<string> | undefined }) | undefined> {
  const ledger = new AssetLedger();
  const names = new Set<string>();
  const shown = request.walk.shownFile(exposure.found);
  const files = filesBelow(request, 'exposure').filter((file) => file.chain.at(-1)?.file === shown);
  for (const file of files) {
    // A compressed file is the engine's to read, and so is one that is called otherwise.
    if (file.found.source.kind === 'directory' || !/\.csv$/.test(file.found.path)) return undefined;
    const columns = await checkExposureCsv(request, file, head, ledger);
    if (columns === undefined) return undefined;
    for (const name of columns) names.add(name);
    const lacking = aggregatedTags(request).filter(
      (tag) => !columns.has(tag) && !columns.has(`value-${tag}`),
    );
    for (const tag of lacking) {
      const chain = [...file.chain, { file: request.walk.shownFile(file.found), line: 1, key: 'assets' }];
      const fix = 'add the column, and its name to tagNames of the exposure; or correct aggregate_by';
      request.walk.fault(chain, `there is no column ${tag}, which aggregate_by of the job names`, fix);
    }
  }
  return files.length === 0 ? undefined : { ledger, names };
}

/** @returns the columns that losses are summed by; the engine makes some of them itself. */
function aggregatedTags({ inputs }: CheckRequest): string[] {
  const text = inputs.parameters.get('aggregate_by')?.text ?? '';
  const tags = text.split(/[\s,;]+/).filter((tag) => tag !== '');
  return tags.filter((tag) => !['site_id', 'exposure'].includes(tag));
}
