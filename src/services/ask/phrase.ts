import type { WishList } from './wish-list.js';

/** A number as people and programs write it. */
export const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?`;
/** The unit of a time. */
export const YEARS = String.raw`(?:years?|yrs?|y|a)(?![\w])`;

/** Some words that a question may hold, and what they wish for. */
export interface Phrase {
  /** Sticky and blind to case. */
  readonly pattern: RegExp;
  /** @throws UsageError where the words make no sense. */
  readonly read: (wishes: WishList, parts: readonly (string | undefined)[]) => unknown;
}

/** @param source of a regular expression; it may not begin within a word, nor end within one. */
export function phrase(source: string, read: Phrase['read']): Phrase {
  return { pattern: new RegExp(String.raw`(?:${source})`, 'iy'), read };
}

/** The same for whole words. */
export function words(source: string, read: Phrase['read']): Phrase {
  return { pattern: new RegExp(String.raw`(?:${source})(?![\w])`, 'iy'), read };
}
