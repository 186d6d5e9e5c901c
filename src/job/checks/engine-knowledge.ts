import { namesOfRelease } from '../known/recorded-names.js';

/** What an engine knows, as far as a job can be held to it before it is sent. */
export interface EngineKnowledge {
  /** Whose knowledge it is, for messages, e.g. `engine 3.26.2 at http://my-host:8800`. */
  readonly of: string;
  /** e.g. `3.26.2`. */
  readonly engineVersion: string;
  /** Names of the parameters of a job file, lower case; undefined where they are not known. */
  readonly parameters: ReadonlySet<string> | undefined;
  /** Names of the ground-motion models (GSIMs), as a job writes them; undefined where they are not known. */
  readonly gsims: ReadonlySet<string> | undefined;
  /** Names and formats that stand for this engine as far as nobody asked it; see {@link EngineKnowledge.formats}. */
  readonly formats?: ReleaseFormats | undefined;
}

/** What was recorded from released engines once for all, since no server tells it. */
interface ReleaseFormats {
  /** False for a release that was not recorded: what it refuses can only be guessed, so nothing is a fault. */
  readonly exact: boolean;
  readonly modes: ReadonlySet<string>;
  readonly imts: ReadonlySet<string>;
  /** What stands before `_file` in a file key. */
  readonly inputs: ReadonlySet<string>;
  /** The kind of a parameter's values, see `parameter-kinds.ts`. */
  readonly kinds: ReadonlyMap<string, string>;
}

/** What a server was asked. */
export interface ServerAnswers {
  /** Names of the parameters that have a default; the others are missing. */
  readonly parameters: readonly string[] | undefined;
  readonly gsims: readonly string[] | undefined;
}

/**
 * Puts together what is recorded of a release and what a server says of itself: its parameters without a default
 * (`calculation_mode`, `maximum_distance`, ...) are not among its answers, so the recorded names complete them.
 * @param version undefined for an engine that nobody could ask.
 * @param at URL of the server; undefined for the engine on this machine.
 */
export async function knowledgeOf(
  version: string | undefined,
  at?: string,
  answers?: ServerAnswers,
): Promise<EngineKnowledge> {
  const release = await namesOfRelease(version ?? '');
  const { recorded, modes, imts, inputs } = release;
  const told = answers?.gsims === undefined ? undefined : new Set([...answers.gsims, 'FromFile']);
  return {
    of: [
      version === undefined ? 'the engine' : `engine ${version}`,
      ...(at === undefined ? [] : [`at ${at}`]),
    ].join(' '),
    engineVersion: version ?? '',
    parameters: new Set([...release.parameters.keys(), ...(answers?.parameters ?? [])]),
    gsims: told ?? (recorded ? release.gsims : undefined),
    formats: { exact: recorded, modes, imts, inputs, kinds: release.parameters },
  };
}
