import type { RememberedParameters } from './read-parameters.js';

/** The inputs of a calculation as far as its server tells them. */
export interface ReportedInputs {
  readonly files: readonly ReportedInput[];
  /** `sent`: every file as it was sent from here; `server`: what the server names. */
  readonly source: 'sent' | 'server';
  /** The engine's checksum (Adler-32) of all of them, from the log; undefined where it did not log it. */
  readonly checksum: string | undefined;
  /** What the server does not tell, in words. */
  readonly untold: string | undefined;
}

/** One input. */
export interface ReportedInput {
  /** What it is to the job: `source_model_logic_tree`, `exposure` ...; undefined for a file of which only the name is known. */
  readonly role: string | undefined;
  /** Where it lay on the server, or its name in the archive of inputs. */
  readonly path: string;
  readonly sizeBytes: number | undefined;
  /** Hexadecimal. */
  readonly sha256: string | undefined;
}

/** @returns the inputs that a calculation remembers, by role; of a list each, and of a table each of its files. */
export function rememberedInputs(remembered: RememberedParameters): ReportedInput[] {
  const { inputs } = remembered as { readonly inputs?: unknown };
  if (typeof inputs !== 'object' || inputs === null) return [];
  return Object.entries(inputs).flatMap(([role, value]) =>
    pathsOf(value).map((path) => ({ role, path, sizeBytes: undefined, sha256: undefined })),
  );
}

function pathsOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' || value === '<in-memory>' ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(pathsOf);
}
