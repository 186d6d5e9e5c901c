/** Words between blanks, by what they name: `gsim`, `imt`, `input`, `mode`, `parameter KIND`. */
type NamesByGroup = Readonly<Record<string, string>>;

/** Names as released engines know them: those that all recorded releases share, and what each has beyond. */
export interface RecordedNames {
  readonly shared: NamesByGroup;
  readonly only: Readonly<Record<string, NamesByGroup>>;
}

/** What a released engine knows. */
export interface ReleaseNames {
  readonly gsims: ReadonlySet<string>;
  /** Intensity measure types, without their periods. */
  readonly imts: ReadonlySet<string>;
  /** Names of inputs: what stands before `_file` in a file key. */
  readonly inputs: ReadonlySet<string>;
  /** Calculation modes. */
  readonly modes: ReadonlySet<string>;
  /** Parameters and the kind of their values, see `parameter-kinds.ts`. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * @returns what an engine of this version knows; of a release that is not recorded, all names that any recorded one
 * knows, with the kinds on which they agree.
 */
export async function namesOfRelease(
  version: string,
): Promise<ReleaseNames & { readonly recorded: boolean }> {
  const [{ GSIMS }, { PARAMETERS }] = await Promise.all([import('./gsims.js'), import('./parameters.js')]);
  const recorded = Object.hasOwn(PARAMETERS.only, version);
  const groups = [GSIMS, PARAMETERS].flatMap(({ shared, only }) => {
    const more = recorded ? [only[version] ?? {}] : Object.values(only);
    return [shared, ...more].flatMap((names) => Object.entries(names));
  });
  const named = (wanted: string): Set<string> =>
    new Set(groups.filter(([group]) => group === wanted).flatMap(([, names]) => words(names)));
  const parameters = new Map<string, string>();
  for (const [group, names] of groups) {
    const [, kind] = /^parameter (.*)$/s.exec(group) ?? [];
    if (kind === undefined) continue;
    for (const name of words(names)) {
      parameters.set(name, parameters.has(name) && parameters.get(name) !== kind ? 'any' : kind);
    }
  }
  return {
    recorded,
    gsims: named('gsim'),
    imts: named('imt'),
    inputs: named('input'),
    modes: named('mode'),
    parameters,
  };
}

/** The newest release that is recorded: what a job is held to that may go to any engine. */
export const NEWEST_RECORDED = '3.26.2';

function words(names: string): string[] {
  return names.split(/\s+/).filter((word) => word !== '');
}
