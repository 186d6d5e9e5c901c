import { lazy, type Verb } from './verb.js';

/** What is about this program itself. */
export const PROGRAM_VERBS: readonly Verb[] = [
  {
    words: 'completion',
    args: ['<SHELL>'],
    options: [],
    help: 'Print the completion of a shell: bash, zsh, fish or powershell. It knows verbs, flags, hosts, job files and calculations.',
    examples: [
      'openquake completion bash > ~/.local/share/bash-completion/completions/openquake',
      'openquake completion zsh > "${fpath[1]}/_openquake"',
      'openquake completion fish > ~/.config/fish/completions/openquake.fish',
      'openquake completion powershell >> $PROFILE',
    ],
    load: lazy(async () => import('../completion/print-script.js')),
  },
  {
    words: 'schema',
    args: ['<NAME>'],
    options: [],
    help: 'Print the JSON Schema of what a command prints with --json; openquake help json names them all.',
    examples: ['openquake schema calculations > calculations.schema.json', 'openquake schema error'],
    load: lazy(async () => import('../../commands/schema.js')),
  },
];
