import type { CellDifference, Tolerance } from '../results/compare/comparison.js';
import { placeWords } from '../results/compare/shape-words.js';
import type { CrateCalculation } from '../results/crate/crate-facts.js';
import type { OutputComparison } from '../services/compare-exports.js';
import type { ChangedParameter, ComparedInput } from '../services/compare/diff-facts.js';
import { safeLine } from './safe-text.js';

/** One of two calculations. */
interface DifferenceSide {
  readonly label: string;
  readonly facts: CrateCalculation;
}

/** How two calculations differ. */
export interface Difference {
  readonly left: DifferenceSide;
  readonly right: DifferenceSide;
  /** Undefined where those of one are not known. */
  readonly parameters: readonly ChangedParameter[] | undefined;
  readonly inputs: readonly ComparedInput[];
  readonly outputs: readonly OutputComparison[];
  readonly tolerance: Tolerance;
}

/** A cell of an output, for the list of the worst. */
export interface WorstCell {
  readonly output: string;
  readonly cell: CellDifference;
}

const MOST_TOLD = 10;
const LONGEST = 60;

const STATES: Readonly<Record<Exclude<ComparedInput['state'], 'same'>, string>> = {
  changed: 'changed',
  'only-left': 'only in A',
  'only-right': 'only in B',
  unknown: 'not known',
};

/** @returns what people read before the table of outputs: who is compared, and what went in. */
export function differenceLines({ left, right, parameters, inputs }: Difference): string[] {
  const same = inputs.filter(({ state }) => state === 'same').length;
  const apart = inputs.flatMap(({ name, state }) => (state === 'same' ? [] : [{ name, state }]));
  return [
    sideLine('A', left),
    sideLine('B', right),
    '',
    parameters === undefined
      ? 'Parameters: not known of both'
      : `Parameters: ${parameters.length === 0 ? 'the same' : `${parameters.length} differ`}`,
    ...(parameters ?? []).map(({ name, left: a, right: b }) => safeLine(`  ${name}: ${cut(a)} -> ${cut(b)}`)),
    apart.length === 0
      ? `Inputs: ${same === 0 ? 'none known' : `the same, ${same} files by SHA-256`}`
      : `Inputs: ${same} the same by SHA-256`,
    ...apart.map(({ name, state }) => safeLine(`  ${name}: ${STATES[state]}`)),
    '',
  ];
}

/** @returns the cells furthest apart, of all outputs, those of the largest relative distance first. */
export function worstCells(outputs: readonly OutputComparison[]): WorstCell[] {
  const size = ({ cell }: WorstCell): number => cell.relative ?? Number.POSITIVE_INFINITY;
  return outputs
    .flatMap(({ output, tables }) =>
      (tables?.worst ?? []).filter(({ isBeyond }) => isBeyond).map((cell) => ({ output, cell })),
    )
    .toSorted((a, b) => (size(a) === size(b) ? 0 : size(b) - size(a)));
}

/** @returns what people read behind the table of outputs. */
export function worstLines({ outputs, tolerance }: Difference): string[] {
  const cells = worstCells(outputs).slice(0, MOST_TOLD);
  const { rtol, atol } = tolerance;
  if (cells.length === 0) return ['', `No cell differs beyond rtol ${rtol}, atol ${atol}.`];
  return [
    '',
    'Largest differences:',
    ...cells.map(({ output, cell }) => {
      const relative = cell.relative === undefined ? 'text' : cell.relative.toExponential(1);
      const place = cell.place.length === 0 ? `row ${cell.row}` : placeWords(cell.place);
      return safeLine(`  ${relative}  ${output}, ${place}, ${cell.column}: ${cell.left} -> ${cell.right}`);
    }),
  ];
}

/** @returns the same as data, but for the outputs. */
export function differenceJson(told: Difference): Record<string, unknown> {
  return {
    left: sideJson(told.left),
    right: sideJson(told.right),
    parameters:
      told.parameters?.map(({ name, left, right }) => ({ name, left: left ?? null, right: right ?? null })) ??
      null,
    inputs: told.inputs.map(({ name, state }) => ({ name, state })),
    ...told.tolerance,
  };
}

function sideJson({ label, facts }: DifferenceSide): Record<string, unknown> {
  return {
    label,
    host: facts.host,
    calculation_id: facts.calculationId,
    calculation_mode: facts.mode,
    description: facts.description,
    engine_version: facts.engineVersion ?? null,
  };
}

function sideLine(name: string, { label, facts }: DifferenceSide): string {
  return safeLine(
    `${name}: ${label}, ${facts.mode}, engine ${facts.engineVersion ?? 'not known'}: ${facts.description}`,
  );
}

function cut(text: string | undefined): string {
  if (text === undefined) return '(none)';
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}
