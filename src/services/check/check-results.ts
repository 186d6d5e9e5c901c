import { InputError, LocalFileError } from '../../errors.js';
import { openEngineCsv } from '../../results/engine-csv.js';
import type { TableComparison, Tolerance } from '../../results/compare/comparison.js';
import { type CurvePair, curveOf } from '../../results/compare/curve-of.js';
import { lossCurveOf } from '../../results/compare/loss-curve-of.js';
import { type NamedTable, outputOf, type PairedBy, pairOutputs } from '../../results/compare/pair-outputs.js';
import { compareFiles } from '../compare-exports.js';

/** A file that takes part. */
export interface CheckFile {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** What was found of one output. */
export interface CheckedOutput {
  /** Name of the expected file without ending and id; of what nobody expects, that of the given one. */
  readonly output: string;
  readonly expected: CheckFile | undefined;
  readonly got: CheckFile | undefined;
  /** How the two were found to be the same output. */
  readonly by: PairedBy | undefined;
  /**
   * `identical`, `close` (within the tolerance) and `different` as of the tables; `missing`: expected, and the calculation gave none;
   * `extra`: given, and nobody expects it; `unreadable`: one of them is no table; `not-compared`: expected, but no csv.
   */
  readonly verdict: 'identical' | 'close' | 'different' | 'missing' | 'extra' | 'unreadable' | 'not-compared';
  readonly tolerance: Tolerance;
  readonly comparison: TableComparison | undefined;
  /** The curve of the worst cell, where it is a point of one. */
  readonly curve: CurvePair | undefined;
  /** 1-based line of the worst cell in the expected file. */
  readonly line: number | undefined;
  /** What else is to be said, in words. */
  readonly note: string | undefined;
  /** Whether it makes the check fail. */
  readonly fails: boolean;
}

/** What is held against what, and how. */
export interface CheckQuestion {
  readonly expected: readonly CheckFile[];
  readonly got: readonly CheckFile[];
  readonly toleranceOf: (output: string) => Tolerance;
  /** Whether what nobody expects (outputs, columns) and what is not compared fails, too. */
  readonly strict: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told as each is compared. */
  readonly progress?: ((output: string) => void) | undefined;
}

interface Opened extends CheckFile, NamedTable {
  readonly namesLine: number;
  readonly fault?: string;
}

/**
 * Holds what a calculation gave against what is expected of it, output by output.
 * @returns a row for each output, what fails first.
 * @throws the system's error where a file cannot be read.
 */
export async function checkResults(question: CheckQuestion): Promise<readonly CheckedOutput[]> {
  const { toleranceOf, strict, signal } = question;
  const isTable = ({ name }: CheckFile): boolean => /\.csv$/i.test(name);
  const [expected, got] = [
    await Promise.all(question.expected.filter(isTable).map(openFile)),
    await Promise.all(newest(question.got.filter(isTable)).map(openFile)),
  ];
  const { pairs, missing, extra } = pairOutputs(expected, got);
  const rows: CheckedOutput[] = [];
  const row = (
    output: string,
    facts: Partial<CheckedOutput> & Pick<CheckedOutput, 'verdict' | 'fails'>,
  ): void => {
    const nothing = { expected: undefined, got: undefined, by: undefined, comparison: undefined };
    rows.push({
      ...nothing,
      curve: undefined,
      line: undefined,
      note: undefined,
      output,
      tolerance: toleranceOf(output),
      ...facts,
    });
  };
  for (const { expected: one, got: two, by } of pairs) {
    const output = outputOf(one.name);
    question.progress?.(output);
    const files = { expected: fileOf(one), got: fileOf(two), by };
    const fault = one.fault ?? two.fault;
    if (fault !== undefined) {
      row(output, { ...files, verdict: 'unreadable', note: fault, fails: true });
      continue;
    }
    try {
      const found = await compareFiles(one.path, two.path, toleranceOf(output), signal);
      const [worst] = found.worst;
      const line = worst?.isBeyond === true ? one.namesLine + worst.row : undefined;
      row(output, { ...files, line, ...(await judge(found, files, strict)) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      row(output, { ...files, verdict: 'unreadable', note: error.message, fails: true });
    }
  }
  for (const { expected: one, candidates } of missing) {
    const names = candidates.map(({ name }) => name).join(', ');
    const note = one.fault ?? (names === '' ? undefined : `several could be meant: ${names}`);
    row(outputOf(one.name), { expected: fileOf(one), verdict: 'missing', note, fails: true });
  }
  for (const file of question.expected.filter((one) => !isTable(one)))
    row(file.name, { expected: file, verdict: 'not-compared', note: 'only csv is compared', fails: strict });
  for (const two of extra) row(outputOf(two.name), { got: fileOf(two), verdict: 'extra', fails: strict });
  const order = (one: CheckedOutput): number => (one.fails ? 0 : one.verdict === 'extra' ? 2 : 1);
  return rows.toSorted(
    (a, b) => order(a) - order(b) || (a.output < b.output ? -1 : a.output > b.output ? 1 : 0),
  );
}

/** Columns that nobody expects are told, but what was expected is there and agrees. */
async function judge(
  found: TableComparison,
  files: { readonly expected: CheckFile; readonly got: CheckFile },
  strict: boolean,
): Promise<Pick<CheckedOutput, 'verdict' | 'comparison' | 'curve' | 'fails' | 'note'>> {
  const { columns, onlyLeft, onlyRight, cellsBeyond } = found;
  const onlyMore =
    cellsBeyond === 0 && columns.onlyLeft.length === 0 && onlyLeft.count + onlyRight.count === 0;
  const verdict = found.verdict === 'different' && onlyMore && !strict ? 'close' : found.verdict;
  const worst = found.worst[0];
  const curve =
    verdict !== 'different' || worst === undefined
      ? undefined
      : (curveOf(worst, columns) ?? (await lossCurveOf(worst, found, files.expected.path, files.got.path)));
  const renamed = columns.renamed.map(({ left, right }) => `${left} is ${right} now`);
  const notes = [
    ...(columns.onlyRight.length > 0 && verdict !== 'different'
      ? [`columns that nobody expects: ${columns.onlyRight.join(', ')}`]
      : []),
    ...(renamed.length > 3
      ? [`${renamed.length} columns have other names now, as ${renamed[0] ?? ''}`]
      : renamed),
  ];
  const note = notes.length === 0 ? undefined : notes.join('; ');
  return { verdict, comparison: found, curve, fails: verdict === 'different', note };
}

function fileOf({ name, path }: Opened): CheckFile {
  return { name, path };
}

async function openFile({ name, path }: CheckFile): Promise<Opened> {
  try {
    const { columns, namesLine } = await openEngineCsv(path);
    return { name, path, columns, namesLine };
  } catch (error) {
    if (error instanceof InputError || error instanceof LocalFileError)
      return { name, path, columns: [], namesLine: 1, fault: error.message };
    throw error;
  }
}

/** @returns of several files of one output those of the latest calculation: its id is the highest. */
function newest(files: readonly CheckFile[]): readonly CheckFile[] {
  const id = ({ name }: CheckFile): number => Number(/_(\d+)\.csv$/i.exec(name)?.[1] ?? -1);
  const latest = new Map<string, CheckFile>();
  for (const file of files) {
    const before = latest.get(outputOf(file.name));
    if (before === undefined || id(file) >= id(before)) latest.set(outputOf(file.name), file);
  }
  return [...latest.values()];
}
