import { parameterGroup } from './parameter-groups.js';

/** A parameter of a calculation, as its server tells it. */
export interface ReportedParameter {
  readonly name: string;
  readonly group: string;
  /** As JSON writes it; texts as they are. */
  readonly value: string;
  /** `job`: set with the job; `engine`: worked out by the engine; `default`: left at, or set to, its default. */
  readonly from: 'job' | 'engine' | 'default';
}

/** What an engine remembers of the job: parameters, and the paths of its inputs. */
export type RememberedParameters = Readonly<Record<string, unknown>>;

/**
 * The first that the engine adds itself: it tells the parameters in the order in which it set them (seen with 3.23.5 and
 * 3.26.2, see job/rebuild-job.ts).
 */
const FIRST_OWN = 'req_site_params';

/** Not parameters of the job, or told elsewhere in the report. */
const LEFT_OUT = new Set(['inputs', 'base_path', 'export_dir', 'exports']);

/** Worked out of others, though told among the parameters of the job. */
const DERIVED = new Set([
  'hazard_imtls',
  'truncation_level_between',
  'truncation_level_within',
  'all_cost_types',
]);

/**
 * Puts what the calculation remembers beside the defaults of its server.
 * @param defaults by name; undefined where the server did not tell them.
 * @returns every parameter with a value, in the order of their names.
 */
export function reportParameters(
  remembered: RememberedParameters,
  defaults: RememberedParameters | undefined,
): ReportedParameter[] {
  const found = new Map<string, ReportedParameter>();
  let from: ReportedParameter['from'] = 'job';
  for (const [name, value] of Object.entries(remembered)) {
    if (name === FIRST_OWN) from = 'engine';
    if (LEFT_OUT.has(name)) continue;
    const text = valueText(value);
    const isDefault =
      defaults !== undefined && Object.hasOwn(defaults, name) && isSame(defaults[name], value);
    const source = isDefault ? 'default' : DERIVED.has(name) ? 'engine' : from;
    found.set(name, { name, group: parameterGroup(name), value: text, from: source });
  }
  for (const [name, value] of Object.entries(defaults ?? {})) {
    if (found.has(name) || LEFT_OUT.has(name) || value === null) continue;
    found.set(name, { name, group: parameterGroup(name), value: valueText(value), from: 'default' });
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  // JSON has no word for them, and Python's are those of the job file.
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'number' && !Number.isFinite(item) ? `\u0000${item}` : item,
  );
  return text.replace(
    /"\\u0000(-?)(NaN|Infinity)"/g,
    (_whole, sign: string, word: string) => sign + (word === 'NaN' ? 'nan' : 'inf'),
  );
}

/** The engine keeps a truth as 1 in one place and as `true` in the other. */
function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown): string =>
    JSON.stringify(typeof value === 'boolean' ? Number(value) : value);
  return plain(one) === plain(other);
}
