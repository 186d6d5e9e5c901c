import { parsePythonJson } from '../../engine/names.js';
import { NotFoundError } from '../../errors.js';
import { nearestName } from '../../near-names.js';
import type { ExportReading } from './export-reading.js';
import { type Extraction, isNotExtracted } from './extraction.js';
import type { Facts } from './facts.js';

/** Where losses and damages of a calculation are read from. */
export interface RiskSource {
  /** Its data, and what it was asked to do; undefined where the server gives neither to this user. */
  readonly extracted: { readonly extraction: Extraction; readonly facts: Facts } | undefined;
  readonly exports: ExportReading;
}

/** What a calculation knows of its risk model. */
export interface RiskModel {
  readonly lossTypes: readonly string[];
  /** Damage states and consequences in the order of the arrays: `no_damage`, `slight` ... `losses`. */
  readonly damageStates: readonly string[];
}

/** @returns undefined where the server does not tell. */
export async function readRiskModel(extraction: Extraction): Promise<RiskModel | undefined> {
  const json = await readJsonOf(extraction, 'composite_risk_model.attrs');
  const texts = (name: string): readonly string[] => {
    const value = json?.[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  if (json === undefined) return undefined;
  return {
    lossTypes: texts('loss_types'),
    damageStates: ['no_damage', ...texts('limit_states'), ...texts('consequences')],
  };
}

/** @returns an object that the server tells as JSON; undefined where it does not. */
async function readJsonOf(
  extraction: Extraction,
  what: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const arrays = await unlessRefused(async () => extraction.read(what));
  const value = parsePythonJson(arrays?.texts('json')?.[0] ?? '');
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** @returns undefined where the server cannot give that piece of data, or does not give it to this user. */
export async function unlessRefused<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotExtracted(error)) return undefined;
    throw error;
  }
}

/**
 * @param asked loss types of the question; none for all.
 * @throws NotFoundError that names those there are.
 */
export function chooseLossTypes(asked: readonly string[], there: readonly string[]): readonly string[] {
  const missing = asked.find((lossType) => !there.includes(lossType));
  if (missing === undefined) return asked.length === 0 ? there : asked;
  throw new NotFoundError(`The calculation has no losses of type ${missing}.`, {
    hint: there.length === 0 ? 'It tells of none.' : `It has ${there.join(', ')}.`,
  });
}

/** @throws NotFoundError where one of the tags is none of those that assets have. */
export function requireTags(asked: readonly string[], there: readonly string[]): void {
  const missing = asked.find((tag) => !there.includes(tag));
  if (missing === undefined) return;
  const near = nearestName(missing, there);
  throw new NotFoundError(`The assets have no tag ${missing}.`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}They have ${there.join(', ')}.`,
  });
}

/** @returns the error for tags that no asset has together. */
export function noSuchAssets(
  only: Readonly<Record<string, string>>,
  values: readonly string[] = [],
): NotFoundError {
  const asked = Object.entries(only).map(([tag, value]) => `${tag}=${value}`);
  const near = nearestName(Object.values(only)[0] ?? '', values);
  return new NotFoundError(`No asset has ${asked.join(' and ')}.`, {
    hint:
      near !== undefined
        ? `Did you mean ${near}?`
        : values.length > 0
          ? `There are ${values.slice(0, 8).join(', ')}${values.length > 8 ? ' ...' : ''}.`
          : undefined,
  });
}
