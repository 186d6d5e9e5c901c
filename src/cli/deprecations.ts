import type { EngineFlag } from './engine-flags.js';

/**
 * Tells, in the words of engine 2.x, that a name has gone out of use.
 * @param typed with its dashes, as it was typed.
 * @returns undefined for a name that is as good as any.
 */
export function deprecation(flag: EngineFlag, typed: string): string | undefined {
  const name = typed.slice(2);
  if (flag.refusal !== undefined) return undefined;
  if (flag.instead !== undefined) {
    const advice = flag.instead.startsWith('leave') ? flag.instead : `use ${flag.instead} instead`;
    return `WARN: ${typed} is deprecated, ${advice}`;
  }
  const isOld = name.includes('_') || flag.oldNames?.includes(name) === true;
  return isOld ? `WARN: ${typed} is deprecated, use --${flag.name} instead` : undefined;
}
