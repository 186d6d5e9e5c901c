/*
 * What a description of exported files (RO-Crate) tells, in the field's words; crate-graph.ts writes it as JSON-LD,
 * read-crate.ts reads it back.
 */

/** A file with what proves its content. */
export interface CrateFile {
  /** Path below the folder, with forward slashes. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A file that an export gave. */
export interface CrateOutput extends CrateFile {
  /** Datastore key of the output, e.g. `hcurves-stats`. */
  readonly type: string;
  /** Number of the output on its server; undefined for a datastore. */
  readonly outputId?: number | undefined;
  /** ISO 8601, UTC. */
  readonly exported: string;
}

/** One input of a calculation, as far as it is known. */
export interface CrateInput {
  /** Its name in the archive of the job; the engine's own name where nobody here has packed it. */
  readonly name: string;
  readonly sizeBytes?: number | undefined;
  /** Undefined where its content was not seen from here. */
  readonly sha256?: string | undefined;
}

/** Where the contents of the inputs are known from: what was sent, or nowhere. */
type InputKnowledge = 'as-sent' | 'unknown';

/** One calculation, as its server and this program know it. */
export interface CrateCalculation {
  /** Address as the user knows it, without credentials; `local` for the engine on this machine. */
  readonly host: string;
  readonly calculationId: number;
  readonly description: string;
  readonly mode: string;
  /** The server's word, e.g. `complete`. */
  readonly status: string;
  /** Account that owns it on the server. */
  readonly owner?: string | undefined;
  /** ISO 8601, UTC; to the second, as servers tell it. */
  readonly submitted?: string | undefined;
  /** Token by which this program knows its submission again; nothing secret. */
  readonly submission?: string | undefined;
  readonly started?: string | undefined;
  readonly ended?: string | undefined;
  /** Of the calculation as its log tells it, else of the server when it was asked. */
  readonly engineVersion?: string | undefined;
  readonly hazardCalculationId?: number | undefined;
  /** All that the engine remembers (extract `oqparam`); values that are no text as JSON. Undefined where it was not told. */
  readonly parameters?: ReadonlyMap<string, string> | undefined;
  readonly inputs: readonly CrateInput[];
  readonly inputsAre: InputKnowledge;
  /** Archive of the inputs that was kept in the folder. */
  readonly keptInputs?: CrateFile | undefined;
}

/** A calculation of a crate with its files. */
export interface DescribedCalculation extends CrateCalculation {
  /** Identifier of its action in the graph. */
  readonly key: string;
  readonly outputs: readonly CrateOutput[];
}

/** Name of the description in an export folder. */
export const CRATE_NAME = 'ro-crate-metadata.json';
