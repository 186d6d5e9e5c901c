import { inputName } from '../file-keys.js';
import type { WalkedFile } from '../job-walk.js';
import type { CheckRequest } from './check-job.js';
import { FaultLimit } from './fault-limit.js';
import { isXml } from './job-files.js';
import { readRiskModel, type RiskModel } from './risk-model.js';

/** Kinds of loss, and the perils that take a dict of them; `_vulnerability_retrofitted` is for structural alone. */
const RISK_INPUT = /^(\w+?)_(fragility|vulnerability)(?:_retrofitted)?$/;
const PERILS = new Set(['groundshaking', 'liquefaction', 'landslide']);

/** The functions that a job has to turn ground motion into loss or damage. */
export interface RiskFunctions {
  /** Names of the functions of all files: what a taxonomy is looked up among. */
  readonly ids: ReadonlySet<string>;
  /** The files for one kind of loss each, with the names of their functions; dicts and retrofitted ones left out. */
  readonly files: readonly { readonly file: WalkedFile; readonly ids: ReadonlySet<string> }[];
  /** Kinds of loss that have vulnerability functions, with the file that has them. */
  readonly losses: ReadonlyMap<string, WalkedFile>;
}

/**
 * Reads the vulnerability and fragility functions of a job.
 * @returns undefined where there are none, or not all could be read.
 */
export async function checkRiskFunctions(request: CheckRequest): Promise<RiskFunctions | undefined> {
  const ids = new Set<string>();
  const losses = new Map<string, WalkedFile>();
  const files: RiskFunctions['files'][number][] = [];
  let whole = true;
  for (const file of request.walk.files) {
    const input = file.listedByEngine && file.chain.length === 1 ? inputName(file.chain[0]?.key ?? '') : '';
    const [, loss = 'structural', kind = 'fragility'] = RISK_INPUT.exec(input) ?? [];
    if (!RISK_INPUT.test(input) && input !== 'fragility') continue;
    if (!isXml(file)) {
      whole = false;
      continue;
    }
    const model = await readRiskModel(request, file);
    if (model === undefined) whole = false;
    else {
      holdModel(request, file, model, PERILS.has(loss) ? undefined : loss, kind);
      for (const id of model.ids) ids.add(id);
      if (!PERILS.has(loss) && !input.endsWith('_retrofitted')) files.push({ file, ids: model.ids });
    }
    if (kind === 'vulnerability' && !PERILS.has(loss)) losses.set(loss, file);
  }
  return whole && ids.size > 0 ? { ids, files, losses } : undefined;
}

/** @param loss undefined where the key does not say for which loss the file is. */
function holdModel(
  { walk }: CheckRequest,
  file: WalkedFile,
  model: RiskModel,
  loss: string | undefined,
  kind: string,
): void {
  const shown = walk.shownFile(file.found);
  const key = file.chain[0]?.key ?? '';
  const chainAt = ({ line, column }: { line: number; column: number }) => [
    ...file.chain,
    { file: shown, line, column, key: model.kind },
  ];
  if (!model.kind.toLowerCase().startsWith(kind)) {
    const found = model.kind === '' ? 'the file holds none' : `this is a ${model.kind}`;
    walk.fault(chainAt(model.place), `${key} wants a ${kind}Model, and ${found}`);
    return;
  }
  if (loss !== undefined && model.category !== undefined && model.category !== loss) {
    const message = `${key} is for ${loss}, and the functions are for lossCategory="${model.category}"`;
    walk.fault(
      chainAt(model.place),
      message,
      'name the file under the key of its loss, or correct lossCategory',
    );
  }
  const limit = new FaultLimit(walk);
  for (const fault of model.faults) limit.fault(chainAt(fault), fault.message);
  limit.end();
}
