import { UsageError } from '../errors.js';
import { leadingBlanks, trimBlanks } from './blanks.js';
import { type IniEntry, type IniSection, parseIni } from './ini.js';
import { dropByteOrderMark, splitLines, type TextLine } from './ini-text.js';

/**
 * Reads `-p NAME=VALUE,NAME=VALUE` as the engine does: cut at every comma, then at the first `=`. A value with a comma
 * cannot be given this way, in the engine neither. Names count in lower case and without blanks around them, as they
 * would in a job file; the engine ignores other spellings silently.
 * @param texts one per `-p` on the command line; a later one wins.
 * @throws UsageError where a piece has no `=`, as the pieces of a value with a comma.
 */
export function parseParams(texts: readonly string[]): Map<string, string> {
  const overrides = new Map<string, string>();
  for (const piece of texts.filter((text) => text !== '').flatMap((text) => text.split(','))) {
    const equals = piece.indexOf('=');
    if (equals < 0) {
      throw new UsageError(`-p: ${JSON.stringify(piece)} is not NAME=VALUE`, {
        hint: 'A comma separates parameters, so a value with a comma in it must be set in the job file instead.',
      });
    }
    const name = trimBlanks(piece.slice(0, equals)).toLowerCase();
    const value = trimBlanks(piece.slice(equals + 1));
    mustBeWritable(name, value);
    overrides.set(name, value);
  }
  return overrides;
}

/** @throws UsageError where the strict reader would read something else than this name and this value. */
function mustBeWritable(name: string, value: string): void {
  const line = `${name} = ${value.split(/\r\n|\n|\r/).join('\n ')}`;
  const { sections, faults } = parseIni(`[a]\n${line}`, '-p');
  const entry = sections[0]?.entries.get(name);
  const wanted = splitLines(value).map(({ text }) => trimBlanks(text));
  if (faults.length === 0 && sections[0]?.entries.size === 1 && entry?.text === wanted.join('\n')) return;
  throw new UsageError(`-p: ${name}=${value} cannot be written in a job file`, {
    hint: 'A name holds no =, : or line end and does not begin with #, ; or [.',
  });
}

/**
 * Sets parameters in the text of a job file: replaces the whole value where it stands, and adds what is not there
 * to the last section, so that it is read last. All other lines stay as they are.
 * @param iniText a text that the strict reader takes.
 * @throws UsageError where a name or a value cannot be written in a job file.
 */
export function overrideParameters(iniText: string, overrides: ReadonlyMap<string, string>): string {
  const text = dropByteOrderMark(iniText);
  const lines = splitLines(text);
  const { sections } = parseIni(text, '');
  const end = lines.find((line) => line.end !== '')?.end ?? '\n';
  const replaced = new Map<number, { entry: IniEntry; value: string }>();
  const added: [name: string, value: string][] = [];
  for (const [name, value] of overrides) {
    mustBeWritable(name, value);
    const entries = sections.flatMap((section) => section.entries.get(name) ?? []);
    for (const entry of entries) replaced.set(entry.line, { entry, value });
    if (entries.length === 0) added.push([name, value]);
  }
  const place = placeToAdd(sections, lines);
  const output: string[] = [];
  for (let index = 0; index <= lines.length; index += 1) {
    if (index === place.index) output.push(...addedLines(added, place, end, output.at(-1)));
    const line = lines[index];
    if (line === undefined) break;
    const here = replaced.get(index + 1);
    if (here === undefined) {
      output.push(line.text + line.end);
      continue;
    }
    const { entry, value } = here;
    output.push(written(line.text.slice(0, entry.column - 1), entry.key, value, end));
    index = entry.lastLine - 1;
  }
  return output.join('');
}

interface PlaceToAdd {
  /** Index of the line to write before. */
  readonly index: number;
  /** At least the indent of the line behind, which would else be read as part of the value. */
  readonly indent: string;
  /** Section to open, where the file has none that counts. */
  readonly header: string | undefined;
}

/** The end of the last section that is not `[DEFAULT]`, whose keys would count in no or in many sections. */
function placeToAdd(sections: readonly IniSection[], lines: readonly TextLine[]): PlaceToAdd {
  const last = sections.findLastIndex((section) => section.name !== 'DEFAULT');
  if (last < 0) return { index: lines.length, indent: '', header: '[general]' };
  const next = sections[last + 1];
  if (next === undefined) return { index: lines.length, indent: '', header: undefined };
  const header = lines[next.line - 1]?.text ?? '';
  return { index: next.line - 1, indent: header.slice(0, leadingBlanks(header)), header: undefined };
}

function addedLines(
  added: readonly (readonly [string, string])[],
  { indent, header }: PlaceToAdd,
  end: string,
  before: string | undefined,
): string[] {
  if (added.length === 0) return [];
  const open = before === undefined || /[\r\n]$/.test(before) ? [] : [end];
  const lines = added.map(([name, value]) => written(indent, name, value, end));
  return [...open, ...(header === undefined ? [] : [header + end]), ...lines];
}

function written(indent: string, name: string, value: string, end: string): string {
  return `${indent}${name} = ${value.split(/\r\n|\n|\r/).join(`${end}${indent} `)}${end}`;
}
