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
}
