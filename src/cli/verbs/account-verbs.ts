import { lazy, type Verb } from './verb.js';

/** Who and where: saved hosts and accounts on them. */
export const ACCOUNT_VERBS: readonly Verb[] = [
  {
    words: 'login',
    args: [],
    options: [
      { flags: '--password-stdin', help: 'Read the password from stdin, one line.' },
      {
        flags: '--remember',
        help: 'Keep the password too, in the system keyring or else in a file that only you can read: sessions that end are then renewed.',
      },
    ],
    help: 'Log in to a server that asks for it; the session is kept for later commands.',
    examples: [
      'openquake --host my-host login                        asks for user and password',
      'openquake --profile work login --username ann --remember',
      'openquake login --username ci --password-stdin < password.txt',
    ],
    load: lazy(async () => import('../../commands/account/login.js')),
  },
  {
    words: 'logout',
    args: [],
    options: [],
    help: 'End the session on the server, and forget it here with a remembered password.',
    examples: [
      'openquake --profile work logout',
      'openquake --host my-host --username ann logout  of several users, this one',
    ],
    load: lazy(async () => import('../../commands/account/logout.js')),
  },
  {
    words: 'whoami',
    args: [],
    options: [],
    help: 'Tell who you are on the server, after asking it; exit 4 when it does not know you.',
    examples: ['openquake --profile work whoami', 'openquake --host my-host whoami --json'],
    load: lazy(async () => import('../../commands/account/whoami.js')),
  },
  {
    words: 'profile add',
    args: ['<NAME>', '<HOST>'],
    options: [],
    help: 'Save a host under a name, with --username and the flags of TLS that it needs.',
    examples: [
      'openquake profile add work https://engine.example.org/oq --username ann --ca-file ca.pem',
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
