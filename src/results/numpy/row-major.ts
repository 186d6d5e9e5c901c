import type { NpyArray } from './npy-array.js';

/**
 * Brings an array that was read in Fortran's order, whose first index runs fastest, into row-major order.
 * @param shape of the array itself, without what the fields of its records add behind.
 */
export function rowMajor(array: NpyArray, shape: readonly number[]): NpyArray {
  switch (array.kind) {
    case 'skipped':
    case 'bytes':
      return array;
    case 'records':
      return {
        ...array,
        fields: new Map([...array.fields].map(([name, field]) => [name, rowMajor(field, shape)])),
      };
    case 'numbers': {
      const values = new Float64Array(array.values.length);
      const each = eachOf(array, shape);
      visit(shape, (to, from) =>
        values.set(array.values.subarray(from * each, (from + 1) * each), to * each),
      );
      return { ...array, values };
    }
    case 'texts': {
      const values: string[] = [];
      const each = eachOf(array, shape);
      visit(shape, (_, from) => values.push(...array.values.slice(from * each, (from + 1) * each)));
      return { ...array, values };
    }
  }
}

/** Values of one element: more than one in a field with a shape of its own. */
function eachOf(array: NpyArray, shape: readonly number[]): number {
  return array.shape.slice(shape.length).reduce((product, length) => product * length, 1);
}

/** Goes through all places in row-major order, each with its place in Fortran's. */
function visit(shape: readonly number[], move: (to: number, from: number) => void): void {
  const count = shape.reduce((product, length) => product * length, 1);
  const index = shape.map(() => 0);
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  let from = 0;
  for (let to = 0; to < count; to += 1) {
    move(to, from);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const [next, step] = [(index[axis] ?? 0) + 1, steps[axis] ?? 0];
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        from += step;
        break;
      }
      from -= (index[axis] ?? 0) * step;
      index[axis] = 0;
    }
  }
}
