import { lazy, type Verb } from './verb.js';

/** The engine on this machine. */
export const LOCAL_ENGINE_VERBS: readonly Verb[] = [
  {
    words: 'engine install',
    args: [],
    options: [
      {
        flags: '--installer <NAME>',
        choices: ['auto', 'pip', 'uv'],
        help: 'What installs it: uv where it is on PATH (auto), pip or uv.',
      },
    ],
    help: 'Install a real engine in a private folder of this machine.',
    examples: ['openquake engine install', 'openquake engine install --engine-version 3.26.2'],
    load: lazy(async () => import('../../commands/local-engine/install.js')),
  },
  {
    words: 'engine start',
    args: [],
    options: [],
    help: 'Start it (a run without --host does so by itself).',
    examples: ['openquake engine start'],
    load: lazy(async () => import('../../commands/local-engine/start.js')),
  },
  {
    words: 'engine stop',
    args: [],
    options: [],
    help: 'Stop it, with its database server.',
    examples: ['openquake engine stop'],
    load: lazy(async () => import('../../commands/local-engine/stop.js')),
  },
  {
    words: 'engine status',
    args: [],
    options: [],
    help: 'Tell what is installed, what runs and where its data are.',
    examples: ['openquake engine status --json'],
    load: lazy(async () => import('../../commands/local-engine/status.js')),
  },
  {
    words: 'engine uninstall',
    args: [],
    options: [{ flags: '--purge', help: 'Remove its calculations too.' }],
    help: 'Remove it; its calculations stay unless --purge is given.',
    examples: ['openquake engine uninstall', 'openquake engine uninstall --purge  its calculations too'],
    load: lazy(async () => import('../../commands/local-engine/uninstall.js')),
  },
];
