import type { CellDifference } from '../../results/compare/comparison.js';
import type { CurvePair } from '../../results/compare/curve-of.js';
import { placeWords } from '../../results/compare/shape-words.js';
import type { CheckedOutput } from '../../services/check/check-results.js';
import { safeLine } from '../safe-text.js';
import { sparkline } from '../sparkline.js';

/** Cells of one output that are told. */
const MOST_CELLS = 5;
/** Bars of one curve: both together must fit on what a sparkline shows. */
const MOST_BARS = 20;

/** @returns the verdict on an output in a word or two. */
export function verdictWords({ verdict, fails }: Pick<CheckedOutput, 'verdict' | 'fails'>): string {
  switch (verdict) {
    case 'identical':
      return 'identical';
    case 'close':
      return 'within tolerance';
    case 'different':
      return 'DIFFERENT';
    case 'missing':
      return 'MISSING';
    case 'extra':
      return fails ? 'NOT EXPECTED' : 'not expected';
    case 'unreadable':
      return 'UNREADABLE';
    case 'not-compared':
      return fails ? 'NOT COMPARED' : 'not compared';
  }
}

/** @returns what is wrong with an output, in one sentence without an end. */
export function faultWords({ verdict, expected, comparison, tolerance, note }: CheckedOutput): string {
  const more = note === undefined ? '' : `; ${note}`;
  switch (verdict) {
    case 'missing':
      return safeLine(`${expected?.name ?? ''} is expected, and the calculation gave no such output${more}`);
    case 'extra':
      return 'nobody expects this output';
    case 'unreadable':
    case 'not-compared':
      return safeLine(note ?? verdict);
    case 'identical':
    case 'close':
      return safeLine(`no number differs by more than the tolerance${more}`);
    case 'different': {
      const { cellsBeyond = 0, rows = 0, shape } = comparison ?? {};
      const cells =
        cellsBeyond === 0
          ? []
          : [
              `${cellsBeyond} ${cellsBeyond === 1 ? 'cell' : 'cells'} of ${rows} rows beyond rtol ${tolerance.rtol}, atol ${tolerance.atol}`,
            ];
      return safeLine([...cells, ...(shape === undefined ? [] : [sides(shape)])].join('; ') + more);
    }
  }
}

/** The tables call their sides left and right; here they have names. */
function sides(shape: string): string {
  return shape
    .replaceAll('columns only on the left', 'columns that are missing')
    .replaceAll('columns only on the right', 'columns that nobody expects')
    .replaceAll('only on the left', 'missing')
    .replaceAll('only on the right', 'not expected')
    .replaceAll('times on the left, ', 'times in what is expected, ')
    .replaceAll('times on the right, ', 'times in the results, ');
}

/** @returns the worst cells of an output, each with its place, and their curve, where they are points of one. */
export function cellLines({ comparison, curve }: CheckedOutput): string[] {
  if (comparison === undefined) return [];
  const beyond = comparison.worst.filter(({ isBeyond }) => isBeyond);
  const told = beyond.slice(0, MOST_CELLS).map((cell) => safeLine(cellWords(cell)));
  const more = comparison.cellsBeyond - told.length;
  return [
    ...told,
    ...(more > 0 && told.length > 0 ? [`and ${more} more`] : []),
    ...(curve === undefined ? [] : curveLines(curve)),
  ];
}

/** @returns a cell in one line: where, expected, got, how far apart. */
function cellWords({ place, row, column, left, right, absolute, relative }: CellDifference): string {
  const where = place.length === 0 ? `row ${row}` : placeWords(place);
  const apart =
    absolute === undefined || relative === undefined
      ? ''
      : ` (absolute ${sizeWords(absolute)}, relative ${sizeWords(relative)})`;
  return `${where}: ${column} expected ${left}, got ${right}${apart}`;
}

/** @returns a distance with two digits. */
export function sizeWords(value: number): string {
  return Number.isFinite(value) ? value.toExponential(1) : String(value);
}

/** Two curves on one scale, one above the other: by the logarithm where they go over several decades. */
function curveLines({ at, along, left, right }: CurvePair): string[] {
  const step = Math.max(1, Math.ceil(at.length / MOST_BARS));
  const thin = (values: readonly number[]): number[] => values.filter((_, index) => index % step === 0);
  const [one, two] = [thin(left), thin(right)];
  const positive = [...one, ...two].filter((value) => value > 0);
  const isLog = positive.length > 0 && Math.max(...positive) > 100 * Math.min(...positive);
  const bars = sparkline([...one, ...two], isLog);
  const range = safeLine(
    `${along} at ${at[0] ?? ''} to ${at.at(-1) ?? ''}${isLog ? ', by its logarithm' : ''}`,
  );
  return [`expected ${bars.slice(0, one.length)}  ${range}`, `got      ${bars.slice(one.length)}`];
}
