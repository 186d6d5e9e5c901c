import { VARIABLES } from '../../environment.js';
import { EXIT_CODES } from '../../exit-codes.js';
import { CLIENT_FLAGS } from '../client-flags.js';
import { ENGINE_FLAGS } from '../engine-flags.js';
import { VERB_GROUPS } from '../verbs.js';
import { flagEntry } from './flag-term.js';
import type { Entry } from './layout.js';
import { EXAMPLES } from './main-help.js';

/**
 * The manual page, from the tables that the program itself reads, in the man(7) language.
 * @param version of the program.
 */
export function manPage(version: string): string {
  const usable = ENGINE_FLAGS.filter(({ refusal }) => refusal === undefined);
  const groups = [...new Set(usable.map(({ group }) => group))];
  const clientGroups = [...new Set(CLIENT_FLAGS.map(({ group }) => group))];
  return [
    `.TH OPENQUAKE 1 "" "openquake ${version}" "User Commands"`,
    '.SH NAME',
    'openquake \\- a remote OpenQuake engine as if it were local',
    '.SH SYNOPSIS',
    '.B openquake',
    '.RI [ "flags of oq engine" "] [" flags ]',
    '.br',
    '.B openquake',
    '.IR verb " [" words "] [" flags ]',
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap((example) => examplePair(example)),
    '.SH FLAGS OF OQ ENGINE',
    'Of every era; old names and unambiguous beginnings work too.',
    ...groups.flatMap((group) => [
      `.SS ${group}`,
      ...usable
        .filter((flag) => flag.group === group)
        .map(flagEntry)
        .flatMap(tagged),
    ]),
    '.SH OTHER FLAGS',
    ...clientGroups.flatMap((group) => [
      `.SS ${group}`,
      ...CLIENT_FLAGS.filter((flag) => flag.group === group)
        .map(flagEntry)
        .flatMap(tagged),
    ]),
    '.SH VERBS',
    ...VERB_GROUPS.flatMap(({ heading, verbs }) => [
      `.SS ${heading}`,
      ...verbs.flatMap(({ words, args, help, options, examples = [] }) => [
        ...tagged([[words, ...args.map((arg) => arg.replace(/[<>]/g, ''))].join(' '), help]),
        ...(options.length === 0
          ? []
          : [
              '.RS',
              ...options.flatMap(({ flags, help: text }) => tagged([flags.replace(/[<>]/g, ''), text])),
              '.RE',
            ]),
        ...(examples.length === 0
          ? []
          : ['.RS', ...examples.flatMap((example) => examplePair(example)), '.RE']),
      ]),
    ]),
    '.SH EXIT STATUS',
    ...Object.values(EXIT_CODES).flatMap(({ code, name, meaning }) => tagged([`${code} (${name})`, meaning])),
    '.SH ENVIRONMENT',
    ...VARIABLES.flatMap(({ name, help }) => tagged([name, help])),
    '.SH SEE ALSO',
    'openquake help json, openquake help selectors',
    '',
  ].join('\n');
}

function tagged([term, text]: Entry): string[] {
  return ['.TP', `.B ${escaped(term)}`, escaped(text)];
}

function examplePair(example: string): string[] {
  const [command = '', ...comment] = example.split(/ {2,}/);
  const words = comment.join(' ');
  return ['.PP', ...(words === '' ? [] : [escaped(words), '.br']), `.B ${escaped(command)}`];
}

/** A hyphen is a minus in code, and a line may not begin as a request does. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/^([.'])/, '\\&$1');
}
