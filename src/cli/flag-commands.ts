import type { CommandName } from './engine-flags.js';
import { type CommandLoader, lazy } from './verbs/verb.js';

/** The commands behind engine flags. */
export const FLAG_COMMANDS: Readonly<Record<CommandName, CommandLoader>> = {
  run: lazy(async () => import('../commands/engine/run.js')),
  'list-calculations': lazy(async () => import('../commands/engine/list-calculations.js')),
  'list-outputs': lazy(async () => import('../commands/engine/list-outputs.js')),
  'show-log': lazy(async () => import('../commands/engine/show-log.js')),
  'export-output': lazy(async () => import('../commands/engine/export-output.js')),
  'export-outputs': lazy(async () => import('../commands/engine/export-outputs.js')),
  'save-calculation': lazy(async () => import('../commands/engine/save-calculation.js')),
  'make-html-report': lazy(async () => import('../commands/engine/make-html-report.js')),
  'delete-uncompleted': lazy(async () => import('../commands/engine/delete-uncompleted.js')),
  'delete-calculation': lazy(async () => import('../commands/engine/delete-calculation.js')),
  abort: lazy(async () => import('../commands/engine/abort.js')),
  version: lazy(async () => import('../commands/engine/version.js')),
};
