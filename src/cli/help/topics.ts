import { VARIABLES } from '../../environment.js';
import { EXIT_CODES } from '../../exit-codes.js';
import { SCHEMA_NAMES, schemaTitle } from '../../schemas/schemas.js';
import { CLIENT_FLAGS } from '../client-flags.js';
import { ENGINE_FLAGS } from '../engine-flags.js';
import { flagEntry, flagTerm } from './flag-term.js';
import { type Entry, entryLines, exampleLines, page, paragraph, section } from './layout.js';

/** A page of help that is not about one verb. */
interface Topic {
  readonly name: string;
  /** For the list of topics. */
  readonly summary: string;
  page(columns: number): string;
}

/** Every topic, in the order of help. */
export const TOPICS: readonly Topic[] = [
  { name: 'engine-flags', summary: 'Every flag of "oq engine", of every era', page: engineFlagsPage },
  { name: 'flags', summary: 'Every other flag', page: flagsPage },
  { name: 'selectors', summary: 'How calculations are named: 42, last, 12-15, @tag', page: selectorsPage },
  {
    name: 'json',
    summary: 'Output for scripts: --json, --jsonl, --columns, --format, schemas',
    page: jsonPage,
  },
  { name: 'environment', summary: 'Every variable that is read', page: environmentPage },
  { name: 'exit-codes', summary: 'What the exit code says', page: exitCodesPage },
];

function engineFlagsPage(columns: number): string {
  const groups = ['Run', 'Look', 'Export', 'Control'] as const;
  const usable = ENGINE_FLAGS.filter(({ refusal }) => refusal === undefined);
  const eras = ENGINE_FLAGS.filter((flag) => flag.eras !== 'never').map((flag): Entry => {
    const names = flag.aliases.map((alias) => `--${alias}`).join(', ');
    return [`--${flag.name}`, names === '' ? flag.eras : `${flag.eras}; also ${names}`];
  });
  const refused = ENGINE_FLAGS.flatMap((flag): Entry[] =>
    flag.refusal === undefined ? [] : [[flagTerm(flag), flag.refusal]],
  );
  return page(
    section(
      'Examples',
      exampleLines(
        ['openquake --host my-host --run-hazard job.ini', 'openquake engine --rh job.ini  as after "oq"'],
        columns,
      ),
    ),
    ...groups.map((group) =>
      section(group, entryLines(usable.filter((flag) => flag.group === group).map(flagEntry), columns)),
    ),
    section('Engine releases that had them, and other names of the same', entryLines(eras, columns)),
    section('Not possible through a server', entryLines(refused, columns)),
    paragraph('Unambiguous beginnings work as they do in the engine: --list-haz.', columns),
  );
}

function flagsPage(columns: number): string {
  const groups = [...new Set(CLIENT_FLAGS.map(({ group }) => group))];
  return page(
    section(
      'Examples',
      exampleLines(
        ['openquake --host my-host --lhc --json', 'openquake logs 42 --host my-host  before or after a verb'],
        columns,
      ),
    ),
    ...groups.map((group) =>
      section(group, entryLines(CLIENT_FLAGS.filter((flag) => flag.group === group).map(flagEntry), columns)),
    ),
    paragraph(
      'A name in brackets is the variable of the environment that says the same; the flag wins.',
      columns,
    ),
  );
}

function selectorsPage(columns: number): string {
  return page(
    section(
      'Examples',
      exampleLines(
        [
          'openquake logs last                  the newest calculation',
          'openquake logs @site-a               those with a tag',
        ],
        columns,
      ),
    ),
    section(
      'Forms',
      entryLines(
        [
          ['42', 'The calculation of this id.'],
          ['last, -1', 'The newest one.'],
          ['last-1, -2', 'The one before it.'],
          ['12-15', 'Those between two ids, both included, that the server has.'],
          ['@tag', 'Those with a tag (engine 3.25 and later).'],
          ['3,last,@tag', 'Several, each once, in this order; also as several words.'],
        ],
        columns,
      ),
    ),
    paragraph(
      'Verbs take them wherever they show CALC_ID; one that needs a single calculation says so.',
      columns,
    ),
  );
}

function jsonPage(columns: number): string {
  const schemas = SCHEMA_NAMES.map((name): Entry => {
    const { title, version } = schemaTitle(name);
    return [name, `${title} (version ${version})`];
  });
  return page(
    section(
      'Examples',
      exampleLines(
        [
          'openquake --lhc --json                        one JSON value',
          'openquake --lhc --jsonl                       one JSON value a line',
          'openquake --lhc --columns id,status           these columns',
          'openquake --lo 42 --format csv                rows for a spreadsheet',
          'openquake schema calculations                 a schema, to check against',
        ],
        columns,
      ),
    ),
    paragraph(
      'stdout is the result and nothing else; notes, questions and the log are on stderr. --json prints exactly one value, also for an error, which is {"error": {...}} of the schema "error"; the exit code says which it is.',
      columns,
    ),
    section('Schemas (JSON Schema 2020-12, openquake schema NAME)', entryLines(schemas, columns)),
    paragraph(
      'The version is in the $id. It rises when a fact is dropped, renamed or changes its meaning; facts may be added without.',
      columns,
    ),
  );
}

function environmentPage(columns: number): string {
  const groups = [...new Set(VARIABLES.map(({ group }) => group))];
  return page(
    section('Examples', exampleLines(['OPENQUAKE_HOST=my-host openquake --lhc'], columns)),
    ...groups.map((group) =>
      section(
        group,
        entryLines(
          VARIABLES.filter((row) => row.group === group).map(
            (row): Entry => [
              row.name,
              'flag' in row ? `${row.help} As --${row.flag}, which wins.` : row.help,
            ],
          ),
          columns,
        ),
      ),
    ),
  );
}

function exitCodesPage(columns: number): string {
  const entries = Object.values(EXIT_CODES).map(
    ({ code, name, meaning }): Entry => [`${String(code).padStart(3)}  ${name}`, meaning],
  );
  return page(
    section('Examples', exampleLines(['openquake --run job.ini || echo "ended with $?"'], columns)),
    section('Exit codes', entryLines(entries, columns)),
  );
}
