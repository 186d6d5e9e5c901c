import * as v from 'valibot';

/** The process that a submission belongs to, see own-files/owner.ts. */
const ownerShape = v.object({
  pid: v.number(),
  began: v.string(),
  machine: v.string(),
});

/** What is known of a submission before its first byte is sent, and what became of it. */
const entryShape = v.object({
  version: v.literal(1),
  /** Sixteen hexadecimal digits; also the name of the file. */
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  /** Address of the server; `local` for the engine on this machine, whose port changes. */
  server: v.string(),
  url: v.string(),
  /** As the user gave it, and where he was. */
  job: v.string(),
  cwd: v.string(),
  jobIni: v.string(),
  /** How it is sent; `zip` is an archive as it is, whose calculation cannot be told from another one's. */
  way: v.picklist(['upload', 'zip', 'path', 'job-file']),
  /** What stands in the first row of the log of its calculation, and of no other; null where nothing does. */
  mark: v.nullable(v.string()),
  /** SHA-256 of what is sent, see JobInSubmission. */
  contents: v.string(),
  calculationMode: v.nullable(v.string()),
  hazardCalculationId: v.nullable(v.number()),
  /** Newest calculation of the server before anything was sent: its own has a higher number. */
  newestBefore: v.number(),
  /** ISO 8601, UTC. */
  began: v.string(),
  owner: ownerShape,
  /** Calculation that it became; null as long as no answer came. */
  calculationId: v.nullable(v.number()),
});

export type SubmissionEntry = v.InferOutput<typeof entryShape>;

/** @returns the entry in a file of the journal; undefined where it holds something else. */
export function readEntry(json: unknown): SubmissionEntry | undefined {
  const parsed = v.safeParse(entryShape, json);
  return parsed.success ? parsed.output : undefined;
}

/** @returns the folder in an archive that carries the token: the first row of the engine's log names it. */
export function tokenFolder(token: string): string {
  return `openquake-${token}`;
}

/** @returns the token where all that was sent lies below its folder, so that the server's paths name it. */
export function toldToken({ token, mark }: Pick<SubmissionEntry, 'token' | 'mark'>): string | undefined {
  return mark === tokenFolder(token) ? token : undefined;
}
