/** A JSON Schema (2020-12), as far as ours go. */
export type Shape = Readonly<Record<string, unknown>>;

/** Any text. */
export const text: Shape = { type: 'string' };
export const whole: Shape = { type: 'integer' };
export const count: Shape = { type: 'integer', minimum: 0 };
export const number: Shape = { type: 'number' };
export const yesNo: Shape = { type: 'boolean' };
/** Of a calculation; those that ran under other tools have numbers as well. */
export const calculationId: Shape = { type: 'integer', minimum: 1 };

/** @returns the shape with its meaning in words. */
export function told(shape: Shape, description: string): Shape {
  return { ...shape, description };
}

/** @returns the shape or null. */
export function orNull(shape: Shape): Shape {
  return typeof shape['type'] === 'string' && shape['enum'] === undefined
    ? { ...shape, type: [shape['type'], 'null'] }
    : { anyOf: [shape, { type: 'null' }] };
}

/** @returns one of these words. */
export function oneOf(...words: readonly string[]): Shape {
  return { enum: words };
}

/** @returns a list of the shape. */
export function listOf(items: Shape): Shape {
  return { type: 'array', items };
}

/** @returns any of these shapes. */
export function anyOf(...shapes: readonly Shape[]): Shape {
  return { anyOf: shapes };
}

/**
 * An object whose facts are always there, but for the optional ones. Readers must allow facts that are added later:
 * that is no new version.
 */
export function object(
  facts: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  return { type: 'object', properties: { ...facts, ...optional }, required: Object.keys(facts) };
}
