import type { SchemaName } from '../schemas/schemas.js';
import type { CommandName } from './engine-flags.js';

/** What a command prints. */
export interface Result {
  readonly schema: SchemaName;
  /** Whether it is rows, to which --columns and --format apply. */
  readonly isList: boolean;
}

const one = (schema: SchemaName): Result => ({ schema, isList: false });
const list = (schema: SchemaName): Result => ({ schema, isList: true });

/** What the commands behind engine flags print. */
const FLAG_RESULTS: Readonly<Record<CommandName, Result>> = {
  // Several at once, and a comparison, end in rows; the command refuses the shape of rows for others.
  run: list('run'),
  'list-calculations': list('calculations'),
  'list-outputs': list('outputs'),
  'show-log': list('log'),
  'export-output': one('export'),
  'export-outputs': one('export'),
  'save-calculation': one('export'),
  'make-html-report': one('day-report'),
  'delete-uncompleted': one('deletions'),
  'delete-calculation': one('deletion'),
  abort: one('abort'),
  version: one('version'),
};

/** What verbs print. A test wants a row for each. */
const VERB_RESULTS: Readonly<Record<string, Result>> = {
  run: list('run'),
  rerun: one('run'),
  recover: list('recovered'),
  check: one('check'),
  'check-input': one('check-input'),
  zip: one('archive'),
  logs: list('log'),
  jobs: list('calculations'),
  show: list('calculation-details'),
  outputs: list('outputs'),
  export: one('export'),
  ask: list('answer'),
  abort: list('actions'),
  delete: list('actions'),
  share: list('actions'),
  unshare: list('actions'),
  open: one('web-page'),
  report: one('report'),
  layer: one('layer'),
  tags: list('tags'),
  'tags add': list('actions'),
  'tags remove': list('actions'),
  'tags create': list('tag-actions'),
  'tags delete': list('tag-actions'),
  'tags prefer': list('actions'),
  'tags unprefer': list('tag-actions'),
  plot: one('plot'),
  verify: one('verification'),
  replay: list('replay'),
  diff: list('difference'),
  bisect: one('bisection'),
  wait: list('waited'),
  // It needs a screen: with --json all that it can print is that.
  watch: one('error'),
  cluster: one('cluster'),
  doctor: list('doctor'),
  login: one('account'),
  logout: one('logout'),
  whoami: one('account'),
  'profile add': one('profile'),
  'profile use': one('profile-use'),
  'profile list': list('profiles'),
  'profile remove': one('profile-remove'),
  'engine install': one('engine-install'),
  'engine start': one('engine-start'),
  'engine stop': one('engine-stop'),
  'engine status': one('engine-status'),
  'engine uninstall': one('engine-uninstall'),
  completion: one('completion'),
  schema: one('schema'),
};

/** @returns what the command behind an engine flag prints. */
export function resultOfFlag(command: CommandName): Result {
  return FLAG_RESULTS[command];
}

/** @returns what a verb prints. */
export function resultOfVerb(words: string): Result | undefined {
  return VERB_RESULTS[words];
}
