import { ticks as roundNumbers, tickStep } from 'd3-array';
import type { Axis, ColourScale } from './model.js';
import { powerOfTen, shortNumber } from './numbers.js';

/** A mark on an axis. */
export interface Tick {
  /** On the axis. */
  readonly value: number;
  /** Empty for a mark between two that have one. */
  readonly label: string;
}

/**
 * @param count how many labels have room.
 * @returns the ticks of an axis within its domain, rising: round numbers, powers of ten with those between them, or
 * categories, of which some go without a label where there are more than have room.
 */
export function ticksOf(
  axis: Axis | (ColourScale & { readonly ticks?: undefined }),
  count: number,
): readonly Tick[] {
  const room = Math.max(2, Math.floor(count));
  if (axis.scale === 'category') return categoryTicks(axis.categories ?? [], room);
  if (axis.ticks !== undefined) return fixedTicks(axis.ticks, room);
  if (axis.scale === 'log') return logTicks(axis.domain, room);
  return linearTicks(axis.domain, room, axis.scale === 'longitude');
}

function categoryTicks(categories: readonly string[], room: number): Tick[] {
  const every = Math.ceil(categories.length / room);
  return categories.map((label, nth) => ({ value: nth + 0.5, label: nth % every === 0 ? label : '' }));
}

function fixedTicks(values: readonly number[], room: number): Tick[] {
  const every = Math.ceil(values.length / room);
  return values.map((value, nth) => ({ value, label: nth % every === 0 ? shortNumber(value, 4) : '' }));
}

function linearTicks([low, high]: readonly [number, number], room: number, isLongitude: boolean): Tick[] {
  const values = fewTicks(low, high, room);
  const step = values.length > 1 ? Math.abs((values[1] ?? 0) - (values[0] ?? 0)) : tickStep(low, high, room);
  return values.map((value) => ({
    value,
    label: stepped(isLongitude ? eastOrWest(value) : value, step),
  }));
}

/** From above -180 to 180, whatever way a map goes on. */
function eastOrWest(lon: number): number {
  const turned = (((lon + 180) % 360) + 360) % 360;
  return turned === 0 ? 180 : turned - 180;
}

/** d3 takes the count for a wish; labels that touch are worse than few. */
function fewTicks(low: number, high: number, room: number): number[] {
  for (let wish = room; wish > 1; wish -= 1) {
    const values = roundNumbers(low, high, wish);
    if (values.length <= room) return values;
  }
  return roundNumbers(low, high, 1);
}

/** A number with the decimals that its step has. */
function stepped(value: number, step: number): string {
  const size = Math.max(Math.abs(value), step);
  if (value !== 0 && (size >= 1e6 || step < 1e-4)) return shortNumber(value, 4);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function logTicks([low, high]: readonly [number, number], room: number): Tick[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const exponents = Array.from({ length: Math.max(0, last - first + 1) }, (_unused, nth) => first + nth);
  if (exponents.length < 2 && high / low < 10) {
    const ticks = linearTicks([low, high], room, false);
    if (ticks.length >= 2) return ticks;
  }
  const every = Math.ceil(exponents.length / room);
  const between = exponents.length * 3 <= room ? [1, 2, 5] : [1];
  const ticks: Tick[] = [];
  const isPlain = first >= -3 && last <= 3;
  for (let exponent = first - 1; exponent <= last; exponent += 1)
    for (let digit = 1; digit < 10; digit += 1) {
      const value = Number(`${digit}e${exponent}`);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      const hasLabel = between.includes(digit) && (exponent - first) % every === 0;
      if (digit !== 1 && every > 1) continue;
      const text = isPlain || digit !== 1 ? shortNumber(value) : powerOfTen(exponent);
      ticks.push({ value, label: hasLabel ? text : '' });
    }
  return ticks;
}
