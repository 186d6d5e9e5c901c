import { checkResult } from './check-shapes.js';
import { ERROR_FACTS } from './error-shapes.js';
import { recoveredRow, runResult } from './run-shapes.js';
import { calculationRow, exportFacts, logRow, outputRow } from './calculation-shapes.js';
import { clusterState, diagnosis, waitedRow } from './follow-shapes.js';
import { actionRow, calculationDetail, tagActionRow, tagRow, webPage } from './look-shapes.js';
import { writtenLayers, writtenReport } from './written-shapes.js';
import { plotResult } from './plot-shapes.js';
import { bisection, difference } from './compare-shapes.js';
import { replayed, verification } from './provenance-shapes.js';
import { answerRow } from './answer-shapes.js';
import { archive, checkedJob, dryRun, faults } from './job-shapes.js';
import {
  anyOf,
  calculationId,
  count,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  type Shape,
  text,
  told,
  whole,
  yesNo,
} from './shape.js';

/** What a schema describes, and its version: the number rises when a fact is dropped, renamed or changes its meaning. */
interface SchemaEntry {
  readonly version: number;
  readonly title: string;
  readonly shape: Shape;
}

const profileFacts = {
  username: text,
  ca_file: text,
  client_cert: text,
  client_key: text,
  insecure: yesNo,
};

const runningEngine = { url: text, version: text, pid: whole, log_file: text };

const SCHEMA_TABLE = {
  error: {
    version: 1,
    title: 'An error, of any command.',
    shape: object({
      error: object(
        {
          kind: told(text, 'One word, e.g. usage, login, not-found.'),
          message: text,
          hint: told(orNull(text), 'What to do next.'),
          exit_code: whole,
        },
        {
          ...ERROR_FACTS,
        },
      ),
    }),
  },
  help: { version: 1, title: 'Help.', shape: object({ help: told(text, 'The page, as people read it.') }) },
  completion: {
    version: 1,
    title: 'A completion script.',
    shape: object({ shell: oneOf('bash', 'zsh', 'fish', 'powershell'), script: text }),
  },
  schema: {
    version: 1,
    title: 'A schema of this program: itself a JSON Schema.',
    shape: object({ $schema: text, $id: text, title: text }),
  },
  version: {
    version: 1,
    title: 'This program and the engine.',
    shape: object({ client: text, engine: orNull(text), host: orNull(text) }),
  },
  calculations: { version: 1, title: 'Calculations.', shape: listOf(calculationRow) },
  outputs: { version: 1, title: 'Outputs of a calculation.', shape: listOf(outputRow) },
  log: { version: 1, title: 'The log of a calculation.', shape: listOf(logRow) },
  run: {
    version: 1,
    title:
      'Calculations that were run; with --jsonl each of several as it ends; with --dry-run what would be sent.',
    shape: runResult,
  },
  'calculation-details': {
    version: 1,
    title: 'Calculations with all that the server tells of them.',
    shape: listOf(calculationDetail),
  },
  actions: {
    version: 1,
    title: 'What became of each calculation that something was to be done to.',
    shape: listOf(actionRow),
  },
  tags: { version: 1, title: 'Tags of a server.', shape: listOf(tagRow) },
  'tag-actions': {
    version: 1,
    title: 'What became of each tag that was made, deleted or no longer preferred.',
    shape: listOf(tagActionRow),
  },
  recovered: {
    version: 1,
    title: 'Submissions that were open, and what became of each.',
    shape: listOf(recoveredRow),
  },
  'web-page': { version: 1, title: "The engine's web page of a calculation.", shape: webPage },
  waited: {
    version: 1,
    title: 'Calculations that were waited for, in the order in which they ended.',
    shape: listOf(waitedRow),
  },
  cluster: { version: 1, title: 'What a server lets one know of its work.', shape: clusterState },
  doctor: { version: 1, title: 'Checks of a set-up.', shape: listOf(diagnosis) },
  export: {
    version: 1,
    title: 'Exported files.',
    shape: object(exportFacts, { calculation_id: calculationId, output_id: count }),
  },
  plot: { version: 1, title: 'A picture as data.', shape: plotResult },
  verification: {
    version: 1,
    title: 'The files of an export folder, held to their description.',
    shape: verification,
  },
  replay: {
    version: 1,
    title: 'A calculation that was run again, and how its numbers stand to those that were exported.',
    shape: replayed,
  },
  difference: {
    version: 1,
    title: 'How two calculations differ: what went in, and every output.',
    shape: difference,
  },
  bisection: {
    version: 1,
    title: 'Which changes from one job to another move the result.',
    shape: bisection,
  },
  abort: {
    version: 1,
    title: 'An abort.',
    shape: object({
      calculation_id: calculationId,
      outcome: oneOf('aborted', 'already-ended'),
      status: text,
    }),
  },
  deletion: {
    version: 1,
    title: 'A deletion.',
    shape: object({ removed: told(orNull(calculationId), 'null: the answer was no.') }),
  },
  deletions: {
    version: 1,
    title: 'Deletions of what was not complete.',
    shape: object({
      removed: listOf(calculationId),
      kept: listOf(object({ id: calculationId, reason: text })),
    }),
  },
  'day-report': {
    version: 1,
    title: 'The report of a day.',
    shape: object({ path: text, day: text, calculations: listOf(calculationId) }),
  },
  report: { version: 1, title: 'The report of a calculation.', shape: writtenReport },
  layer: { version: 1, title: 'Map layers that were written.', shape: writtenLayers },
  explanation: {
    version: 1,
    title: 'What a line would do, as other programs are told it (--explain).',
    shape: object({
      oq: told(orNull(text), "Today's own command line of the engine; null: there is none."),
      curl: told(listOf(text), 'Lines for sh, to run one after the other.'),
      notes: listOf(text),
    }),
  },
  'check-input': {
    version: 1,
    title: 'What is wrong with jobs.',
    shape: object({ held_to: text, jobs: listOf(checkedJob) }),
  },
  answer: {
    version: 1,
    title: 'The answer to a question to a calculation: one row for each number.',
    shape: listOf(answerRow),
  },
  check: {
    version: 1,
    title: 'Results held against what is expected of them.',
    shape: checkResult,
  },
  archive: {
    version: 1,
    title: 'A written archive; with --dry-run what would be in it.',
    shape: anyOf(archive, dryRun),
  },
  account: {
    version: 1,
    title: 'Who the user is on a server.',
    shape: object({
      host: told(orNull(text), 'null: the engine on this machine.'),
      login: told(oneOf('none', 'session'), 'none: it asks nobody.'),
      username: orNull(text),
      password: told(
        anyOf(oneOf('keyring', 'file', 'environment'), { type: 'null' }),
        'Where one is that renews a session; null: nowhere.',
      ),
    }),
  },
  logout: {
    version: 1,
    title: 'A session that was ended.',
    shape: object({
      host: text,
      username: orNull(text),
      ended_on_server: told(yesNo, 'false: it had ended before, or the server did not answer.'),
    }),
  },
  profile: { version: 1, title: 'A saved host.', shape: object({ name: text, host: text }, profileFacts) },
  profiles: {
    version: 1,
    title: 'Saved hosts.',
    shape: listOf(object({ name: text, host: orNull(text), current: yesNo }, profileFacts)),
  },
  'profile-use': {
    version: 1,
    title: 'The saved host that is used from now on.',
    shape: object({ current: text }),
  },
  'profile-remove': { version: 1, title: 'A forgotten host.', shape: object({ removed: text }) },
  'engine-status': {
    version: 1,
    title: 'The engine on this machine.',
    shape: object({
      installed: listOf(object({ version: text, folder: text, size_bytes: orNull(count) })),
      running: anyOf(object(runningEngine), { type: 'null' }),
      calculations: count,
      stale: yesNo,
      data_folder: text,
    }),
  },
  'engine-install': {
    version: 1,
    title: 'An installed engine.',
    shape: object({
      version: orNull(text),
      folder: orNull(text),
      size_bytes: orNull(number),
      newly_installed: yesNo,
    }),
  },
  'engine-start': { version: 1, title: 'A running engine.', shape: object(runningEngine) },
  'engine-stop': {
    version: 1,
    title: 'A stopped engine.',
    shape: object({ stopped: yesNo, calculations_ended: count }),
  },
  'engine-uninstall': {
    version: 1,
    title: 'What was removed.',
    shape: object({ removed: listOf(text), calculations_removed: yesNo }),
  },
} as const satisfies Readonly<Record<string, SchemaEntry>>;

/** The name of a schema. */
export type SchemaName = keyof typeof SCHEMA_TABLE;

/** Every schema's name, in the order of help. */
export const SCHEMA_NAMES = Object.keys(SCHEMA_TABLE) as readonly SchemaName[];

/** @returns the title and the version of a schema. */
export function schemaTitle(name: SchemaName): { readonly title: string; readonly version: number } {
  const { title, version } = SCHEMA_TABLE[name];
  return { title, version };
}

/** @returns the whole schema: JSON Schema 2020-12, with an `$id` that holds its version. */
export function schemaDocument(name: SchemaName): Shape {
  const { version, title, shape } = SCHEMA_TABLE[name] as SchemaEntry;
  const usesFaults = JSON.stringify(shape).includes('#/$defs/faults');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:openquake-cli:schema:${name}:${version}`,
    title,
    ...shape,
    ...(usesFaults ? { $defs: { faults } } : {}),
  };
}

/** @returns the facts of a row, where a schema is about rows. */
export function schemaColumns(name: SchemaName): readonly string[] {
  const { items } = SCHEMA_TABLE[name].shape as { readonly items?: { readonly properties?: object } };
  return Object.keys(items?.properties ?? {});
}
