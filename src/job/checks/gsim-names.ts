import { leadingBlanks, trimBlanks } from '../blanks.js';

/** A name of a ground-motion model in the text that says which to use. */
export interface GsimName {
  readonly name: string;
  /** Where in the text. */
  readonly offset: number;
  /** What is wrong with the way it is written, if anything. */
  readonly fault?: string | undefined;
}

const KEY = '[A-Za-z0-9_-]+';
/** Models that are made of others by name: `[AvgGMPE.BRANCH.NAME]`, `[MultiGMPE."SA(0.1)".NAME]`. */
const COMPOSED = new RegExp(
  `\\[\\s*(?:AvgGMPE|AvgPoeGMPE|MultiGMPE)\\.(?:"[^"\\n]*"|'[^'\\n]*'|${KEY})\\.(${KEY})\\s*\\]`,
  'dg',
);
/** `gmpe.NAME = ...`, `[ModifiableGMPE.gmpe.NAME]`, `gmpe = {NAME = ...}`, `gmpe_name = "NAME"`. */
const NESTED = [
  new RegExp(`(?<![\\w"'-])gmpe\\.(${KEY})`, 'dg'),
  new RegExp(`(?<![\\w"'.-])gmpe\\s*=\\s*\\{\\s*(${KEY})\\s*[=.]`, 'dg'),
  /(?<![\w"'.-])gmpe_name\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)')/dg,
  COMPOSED,
];

/**
 * Finds the models in a text as the engine takes it for one: a bare name or alias, or TOML whose only table is called
 * like the model and may name others. What is neither is left to the engine.
 */
export function gsimNames(text: string): GsimName[] {
  const start = leadingBlanks(text);
  const trimmed = trimBlanks(text);
  if (!trimmed.startsWith('[')) return [bareName(trimmed, start)].filter((name) => name !== undefined);
  const commentless = trimmed.replace(/"[^"\n]*"|'[^'\n]*'|#.*/g, (piece) =>
    piece.startsWith('#') ? ' '.repeat(piece.length) : piece,
  );
  const top = new RegExp(`^\\[\\s*(${KEY})\\s*[.\\]]`, 'd').exec(commentless);
  const header = /^\[([^\]\["'.\n]*)\]/.exec(commentless)?.[1];
  if (top === null && header !== undefined) {
    return [
      { name: trimBlanks(header), offset: start + 1, fault: 'a name is made of letters, digits, _ and -' },
    ];
  }
  const names = NESTED.flatMap((pattern) => [...commentless.matchAll(pattern)]).flatMap(nameOf);
  return [...(top === null ? [] : nameOf(top)), ...names].map(({ name, offset }) => ({
    name,
    offset: offset + start,
  }));
}

function nameOf(match: RegExpExecArray): GsimName[] {
  const group = match.slice(1).findIndex((text: string | undefined) => text !== undefined) + 1;
  const [from] = match.indices?.[group] ?? [];
  return from === undefined ? [] : [{ name: match[group] ?? '', offset: from }];
}

function bareName(text: string, offset: number): GsimName | undefined {
  if (new RegExp(`^${KEY}$`).test(text)) return { name: text, offset };
  const [, called] = new RegExp(`^(${KEY})\\(\\s*\\)$`).exec(text) ?? [];
  if (called !== undefined)
    return { name: called, offset, fault: `a model is written without brackets: ${called}` };
  // With a point, a quote or a line end it may yet be TOML.
  if (/[."'\n\r[\]]/.test(text) || text === '') return undefined;
  return { name: text, offset, fault: 'a name is made of letters, digits, _ and -' };
}
