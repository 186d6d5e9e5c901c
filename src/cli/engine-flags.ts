import { CONTROL_FLAGS } from './flags/control-flags.js';
import type { EngineFlag } from './flags/engine-flag.js';
import { EXPORT_FLAGS } from './flags/export-flags.js';
import { LOOK_FLAGS } from './flags/look-flags.js';
import { RUN_FLAGS } from './flags/run-flags.js';

export type { Arity, CommandName, EngineFlag } from './flags/engine-flag.js';

/** Every flag that the engine's own command line had, from 0.6 to 3.26. */
export const ENGINE_FLAGS: readonly EngineFlag[] = [
  ...RUN_FLAGS,
  ...EXPORT_FLAGS,
  ...LOOK_FLAGS,
  ...CONTROL_FLAGS,
];
