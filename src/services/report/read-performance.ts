import type { NpyRecords } from '../../results/npz.js';
import type { Told } from './calculation-report.js';

/** Where the time went, as the engine measured it. */
export interface Performance {
  readonly tasks: Told<readonly TaskTime[]>;
  readonly operations: Told<readonly OperationTime[]>;
}

/** All tasks of one kind: seconds of their workers. */
export interface TaskTime {
  readonly task: string;
  readonly count: number;
  readonly totalSeconds: number;
  readonly meanSeconds: number;
  readonly longestSeconds: number;
  /** The most memory that one of them took. */
  readonly memoryGb: number | undefined;
}

/** One kind of operation, summed over all tasks: seconds of their workers. */
export interface OperationTime {
  readonly operation: string;
  readonly seconds: number;
  /** Most of any one. */
  readonly memoryMb: number;
  readonly count: number;
}

/** @returns the kinds of tasks of `extract/task_info`, one row a task; the kind that took most first. */
export function sumTasks(tables: readonly NpyRecords[]): TaskTime[] {
  const sums = new Map<
    string,
    { count: number; total: number; longest: number; memory: number | undefined }
  >();
  for (const table of tables) {
    const hasMemory = table.fields.has('mem_gb');
    textsOf(table, 'taskname').forEach((task, nth) => {
      const sum = sums.get(task) ?? { count: 0, total: 0, longest: 0, memory: undefined };
      const seconds = numberOf(table, 'duration', nth);
      sum.count += 1;
      sum.total += seconds;
      sum.longest = Math.max(sum.longest, seconds);
      if (hasMemory) sum.memory = Math.max(sum.memory ?? 0, numberOf(table, 'mem_gb', nth));
      sums.set(task, sum);
    });
  }
  return [...sums]
    .map(([task, { count, total, longest, memory }]) => ({
      task,
      count,
      totalSeconds: total,
      meanSeconds: total / count,
      longestSeconds: longest,
      memoryGb: memory,
    }))
    .toSorted((a, b) => b.totalSeconds - a.totalSeconds);
}

/** @returns the operations of `extract/performance_data`, one row each operation of each task; what took most first. */
export function sumOperations(tables: readonly NpyRecords[]): OperationTime[] {
  const sums = new Map<string, { seconds: number; memoryMb: number; count: number }>();
  for (const table of tables) {
    textsOf(table, 'operation').forEach((operation, nth) => {
      const sum = sums.get(operation) ?? { seconds: 0, memoryMb: 0, count: 0 };
      sum.seconds += numberOf(table, 'time_sec', nth);
      sum.memoryMb = Math.max(sum.memoryMb, numberOf(table, 'memory_mb', nth));
      sum.count += numberOf(table, 'counts', nth);
      sums.set(operation, sum);
    });
  }
  return [...sums]
    .map(([operation, sum]) => ({ operation, ...sum }))
    .toSorted((a, b) => b.seconds - a.seconds);
}

function textsOf({ fields }: NpyRecords, name: string): readonly string[] {
  const field = fields.get(name);
  return field?.kind === 'texts' ? field.values : [];
}

function numberOf({ fields }: NpyRecords, name: string, nth: number): number {
  const field = fields.get(name);
  return field?.kind === 'numbers' ? (field.values[nth] ?? 0) : 0;
}
