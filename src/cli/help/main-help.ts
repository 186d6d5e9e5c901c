import { CLIENT_FLAGS, type ClientFlag } from '../client-flags.js';
import { ENGINE_FLAGS, type EngineFlag } from '../engine-flags.js';
import { VERB_GROUPS } from '../verbs.js';
import type { Verb } from '../verbs/verb.js';
import { flagTerm } from './flag-term.js';
import { type Entry, entryLines, exampleLines, page, section } from './layout.js';
import { TOPICS } from './topics.js';

/** What most users type. */
export const EXAMPLES = [
  'openquake --host my-host --run-hazard job.ini         run there, follow, list outputs',
  'openquake --host my-host --run-risk risk.ini --hc 42  risk on the hazard of 42',
  'openquake --run hazard.ini risk.ini --exports csv     both, on this machine',
  'openquake --host my-host --export-outputs 42 results  all outputs of calculation 42',
];

/** The flags that are typed most; the others have topics of their own. */
const COMMON_ENGINE_FLAGS = [
  'run-hazard',
  'run-risk',
  'run',
  'list-hazard-calculations',
  'list-outputs',
  'export-outputs',
];
const COMMON_FLAGS = ['host', 'profile', 'json', 'quiet', 'yes'];

/** Verbs that share their first word stand in one line. */
const GROUP_HELP: Readonly<Record<string, string>> = {
  tags: 'Tags of calculations, kept by the server',
  engine: 'The engine on this machine',
  profile: 'Saved hosts',
};

/** The help of `openquake --help`: common things first, the rest by topic. */
export function mainHelp(columns: number): string {
  const verbs = VERB_GROUPS.map(({ heading, verbs: rows }) => [heading, verbEntries(rows)] as const);
  const topics = TOPICS.map(({ name, summary }): Entry => [name, summary]);
  const flags = named(CLIENT_FLAGS, COMMON_FLAGS).map(shortEntry);
  const room = Math.max(
    ...[...verbs.flatMap(([, entries]) => entries), ...topics, ...flags].map(([term]) => term.length),
  );
  const lines = (entries: readonly Entry[]): string[] => entryLines(entries, columns, room);
  return page(
    'A remote OpenQuake engine as if it were local.',
    section('Examples', exampleLines(EXAMPLES, columns)),
    'Usage: openquake [FLAGS OF oq engine] [FLAGS]\n       openquake VERB [WORDS] [FLAGS]',
    section(
      'Flags of "oq engine" (all: openquake help engine-flags)',
      entryLines(named(ENGINE_FLAGS, COMMON_ENGINE_FLAGS).map(shortEntry), columns),
    ),
    ...verbs.map(([heading, entries]) => section(heading, lines(entries))),
    section('Flags for everything (all: openquake help flags)', lines(flags)),
    section('More: openquake help VERB, or help on', lines(topics)),
  );
}

function named<Row extends { readonly name: string }>(rows: readonly Row[], names: readonly string[]): Row[] {
  return names.flatMap((name) => rows.filter((row) => row.name === name));
}

function shortEntry(flag: EngineFlag | ClientFlag): Entry {
  return [flagTerm(flag), firstClause(flag.help)];
}

/** @returns the help of a first word that several verbs share; undefined when none does. */
export function groupHelp(word: string, columns: number): string | undefined {
  const verbs = VERB_GROUPS.flatMap((group) => group.verbs).filter(({ words }) =>
    words.startsWith(`${word} `),
  );
  if (verbs.length === 0) return undefined;
  const examples = verbs.flatMap((verb) => verb.examples?.slice(0, 1) ?? []);
  return page(
    `${GROUP_HELP[word] ?? word}.`,
    section('Examples', exampleLines(examples, columns)),
    `Usage: openquake ${word} VERB`,
    section(
      'Verbs',
      entryLines(
        verbs.map(({ words, help }): Entry => [words.slice(word.length + 1), help]),
        columns,
      ),
    ),
  );
}

function verbEntries(verbs: readonly Verb[]): Entry[] {
  const entries = new Map<string, string>();
  for (const { words, help } of verbs) {
    const [first = '', second] = words.split(' ');
    if (second === undefined) entries.set(first, firstClause(help));
    else {
      const known = entries.get(first);
      entries.set(
        first,
        known === undefined ? `${GROUP_HELP[first] ?? first}: ${second}` : `${known}, ${second}`,
      );
    }
  }
  return [...entries];
}

/** Enough to know whether to read on. */
function firstClause(text: string): string {
  return text.split(/[.,;:(](?=\s|$)|,? (?:which|with|and wait) |\s\(/)[0]?.trim() ?? text;
}
