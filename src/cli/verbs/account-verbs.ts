import { lazy, type Verb } from './verb.js';

/** Who and where: saved hosts and accounts on them. */
export const ACCOUNT_VERBS: readonly Verb[] = [
  {
    words: 'profile add',
    args: ['<NAME>', '<HOST>'],
    options: [],
    help: 'Save a host under a name.',
    examples: [
      'openquake profile add work https://engine.example.org/oq',
      'openquake profile add lab my-host:8800',
    ],
    load: lazy(async () => import('../../commands/profile/add.js')),
  },
  {
    words: 'profile use',
    args: ['<NAME>'],
    options: [],
    help: 'Use this host from now on where no --host is given; "local" means the engine on this machine.',
    examples: ['openquake profile use work', 'openquake profile use local  the engine on this machine again'],
    load: lazy(async () => import('../../commands/profile/use.js')),
  },
  {
    words: 'profile list',
    args: [],
    options: [],
    help: 'List the saved hosts.',
    examples: ['openquake profile list', 'openquake profile list --format csv'],
    load: lazy(async () => import('../../commands/profile/list.js')),
  },
  {
    words: 'profile remove',
    args: ['<NAME>'],
    options: [],
    help: 'Forget a saved host.',
    examples: ['openquake profile remove lab'],
    load: lazy(async () => import('../../commands/profile/remove.js')),
  },
];
