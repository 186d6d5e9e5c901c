import type { InputFault } from '../errors.js';
import { leadingBlanks, trimBlanks, trimBlanksEnd } from './blanks.js';
import { splitLines } from './ini-text.js';
import type { ValueLine } from './job-inputs.js';

/** A key of a job file with its value, as the engine's reader sees them. */
export interface IniEntry {
  /** Lower case. */
  readonly key: string;
  /** Lines trimmed, joined with LF, trimmed at the end; so a value that begins on the next line begins with LF. */
  readonly text: string;
  /** 1-based line of the key. */
  readonly line: number;
  /** 1-based column of the key. */
  readonly column: number;
  /** 1-based last line of the value. */
  readonly lastLine: number;
  readonly lines: readonly ValueLine[];
}

/** A section of a job file. The name has no meaning, except that `DEFAULT` lends its keys to all others. */
export interface IniSection {
  readonly name: string;
  /** 1-based line of the header. */
  readonly line: number;
  readonly entries: ReadonlyMap<string, IniEntry>;
}

/** A job file as read, and everything that the engine's strict reader would refuse. */
export interface IniDocument {
  /** In the order of the file, `DEFAULT` among them. */
  readonly sections: readonly IniSection[];
  readonly faults: readonly InputFault[];
}

interface OpenEntry {
  readonly key: string;
  readonly line: number;
  readonly column: number;
  readonly lines: ValueLine[];
}

interface OpenSection {
  readonly name: string;
  readonly line: number;
  readonly entries: Map<string, OpenEntry>;
}

/**
 * Reads a job file as Python's configparser does in strict mode without interpolation, which no package does.
 * @param text decoded text, without the byte order mark.
 * @param file path for messages.
 */
export function parseIni(text: string, file: string): IniDocument {
  const reader = new IniReader(file);
  splitLines(text).forEach((line, index) => {
    reader.take(line.text, index + 1);
  });
  const sections = [...reader.sections.values()].map(closeSection);
  // A text of another kind: a fault for each of its lines would say less than this one.
  if (reader.beganWithoutSection && reader.faults.length > MOST_FAULTS_WITHOUT_SECTION) {
    const message = `is not a job file: it does not begin with a [section], and ${reader.faults.length} lines are no name = value`;
    return { sections, faults: [{ file, message, fix: 'name the .ini file of the job' }] };
  }
  return { sections, faults: reader.faults };
}

/** A job file whose first header was forgotten has a fault or two; a text has one a line. */
const MOST_FAULTS_WITHOUT_SECTION = 5;

class IniReader {
  readonly sections = new Map<string, OpenSection>();
  readonly faults: InputFault[] = [];
  beganWithoutSection = false;
  readonly #file: string;
  #section: OpenSection | undefined;
  #entry: OpenEntry | undefined;
  /** Indent of the line that the open key or section stands on. */
  #indent = 0;

  constructor(file: string) {
    this.#file = file;
  }

  take(raw: string, line: number): void {
    const text = trimBlanks(raw);
    if (text.startsWith('#') || text.startsWith(';')) return;
    if (text === '') {
      this.#entry?.lines.push({ text: '', line, column: 1 });
      return;
    }
    const indent = leadingBlanks(raw);
    if (this.#entry !== undefined && indent > this.#indent) {
      this.#entry.lines.push({ text, line, column: indent + 1 });
      return;
    }
    this.#indent = indent;
    // Up to the last bracket of the line; what stands behind it is ignored.
    const header = /^\[(.+)\]/s.exec(text);
    if (header?.[1] !== undefined) this.#openSection(header[1], line);
    else this.#openEntry(text, line, indent);
  }

  #openSection(name: string, line: number): void {
    const known = this.sections.get(name);
    if (known !== undefined && name !== 'DEFAULT') {
      this.#fault(
        line,
        1,
        `there is a second section [${name}]; the first is on line ${known.line}`,
        'merge the two',
      );
    }
    this.#section = known ?? { name, line, entries: new Map() };
    this.sections.set(name, this.#section);
    this.#entry = undefined;
  }

  #openEntry(text: string, line: number, indent: number): void {
    if (this.#section === undefined) {
      this.beganWithoutSection = true;
      this.#fault(
        line,
        indent + 1,
        'this stands before the first [section]',
        'put the line [general] above it',
      );
      // Under a name that no header can have, so that the rest of the file is read too.
      this.#section = { name: '', line, entries: new Map() };
    }
    const delimiter = /[=:]/.exec(text)?.index;
    if (delimiter === undefined) {
      this.#fault(line, indent + 1, 'this line has no =', this.#mendNoDelimiter());
      return;
    }
    const key = trimBlanksEnd(text.slice(0, delimiter)).toLowerCase();
    if (key === '') {
      this.#entry = undefined;
      this.#fault(
        line,
        indent + 1,
        `this line has nothing before the ${text[delimiter] ?? '='}`,
        'write name = value',
      );
      return;
    }
    const known = this.#section.entries.get(key);
    if (known !== undefined) {
      const where = `${key} is set a second time in [${this.#section.name}]`;
      this.#fault(
        line,
        indent + 1,
        `${where}; the first time is on line ${known.line}`,
        'remove one of the two',
      );
    }
    const rest = text.slice(delimiter + 1);
    const blanks = leadingBlanks(rest);
    const column = indent + delimiter + 1 + blanks + 1;
    this.#entry = { key, line, column: indent + 1, lines: [{ text: rest.slice(blanks), line, column }] };
    if (known === undefined) this.#section.entries.set(key, this.#entry);
  }

  #mendNoDelimiter(): string {
    const mend = 'write name = value';
    if (this.#entry === undefined) return mend;
    return `${mend}; or, to go on with the value of ${this.#entry.key}, indent the line`;
  }

  #fault(line: number, column: number, message: string, fix: string): void {
    this.faults.push({ file: this.#file, line, column, message, fix });
  }
}

function closeSection(section: OpenSection): IniSection {
  const entries = [...section.entries.values()].map(closeEntry);
  return { ...section, entries: new Map(entries.map((entry) => [entry.key, entry])) };
}

function closeEntry(entry: OpenEntry): IniEntry {
  const lines = entry.lines.slice(0, entry.lines.findLastIndex((line) => line.text !== '') + 1);
  const text = lines.map((line) => line.text).join('\n');
  return { ...entry, lines, text, lastLine: lines.at(-1)?.line ?? entry.line };
}
