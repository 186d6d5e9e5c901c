/** A variable of the environment that changes what the program does. */
export interface Variable {
  readonly name: string;
  /** The flag that says the same, without dashes; it wins. */
  readonly flag?: string;
  readonly group:
    | 'Server'
    | 'Run'
    | 'Answers'
    | 'Looks'
    | 'Engine on this machine'
    | 'Folders'
    | 'Network'
    | 'CI';
  readonly help: string;
}

/** Every variable that is read, of our own scheme and of others' customs: help tells them, a test holds the sources to it. */
export const VARIABLES = [
  { name: 'OPENQUAKE_HOST', flag: 'host', group: 'Server', help: 'The engine server.' },
  { name: 'OPENQUAKE_PROFILE', flag: 'profile', group: 'Server', help: 'A saved host.' },
  {
    name: 'OPENQUAKE_USERNAME',
    flag: 'username',
    group: 'Server',
    help: 'Who you are on a server with login.',
  },
  {
    name: 'OPENQUAKE_PASSWORD',
    group: 'Server',
    help: 'Your password; a file is safer, for children see the environment. No flag says it: command lines are public.',
  },
  {
    name: 'OPENQUAKE_PASSWORD_FILE',
    flag: 'password-file',
    group: 'Server',
    help: 'A file with your password in its first line.',
  },
  { name: 'OPENQUAKE_CA_FILE', flag: 'ca-file', group: 'Server', help: 'Authorities to trust, PEM.' },
  { name: 'OPENQUAKE_CLIENT_CERT', flag: 'client-cert', group: 'Server', help: 'Your certificate, PEM.' },
  { name: 'OPENQUAKE_CLIENT_KEY', flag: 'client-key', group: 'Server', help: 'Its key, PEM.' },
  {
    name: 'OPENQUAKE_INSECURE',
    flag: 'insecure',
    group: 'Server',
    help: '1: do not look whether a server is who it says.',
  },
  {
    name: 'OPENQUAKE_NO_KEYRING',
    group: 'Server',
    help: '1: keep remembered passwords in a file, even where the system has a keyring.',
  },
  {
    name: 'DBUS_SESSION_BUS_ADDRESS',
    group: 'Server',
    help: 'On Linux: set where a keyring can be asked.',
  },
  {
    name: 'HTTP_PROXY',
    group: 'Network',
    help: 'Proxy for http servers; http_proxy wins. Never for this machine.',
  },
  { name: 'HTTPS_PROXY', group: 'Network', help: 'Proxy for https servers; https_proxy wins.' },
  {
    name: 'ALL_PROXY',
    group: 'Network',
    help: 'Proxy for either, where the other is not set; all_proxy wins.',
  },
  {
    name: 'NO_PROXY',
    group: 'Network',
    help: 'Hosts without proxy: names with all below them, addresses, networks (10.0.0.0/8), each with a port if need be, or *; no_proxy wins.',
  },
  {
    name: 'NODE_EXTRA_CA_CERTS',
    group: 'Network',
    help: 'Authorities to trust, PEM: a custom of Node, which counts beside --ca-file.',
  },
  {
    name: 'OPENQUAKE_IN_PLACE',
    flag: 'in-place',
    group: 'Run',
    help: '1: the host sees your files under the same paths.',
  },
  {
    name: 'OPENQUAKE_ON_INTERRUPT',
    flag: 'on-interrupt',
    group: 'Run',
    help: 'What Ctrl-C does to a calculation: detach or abort.',
  },
  {
    name: 'OPENQUAKE_PATIENCE',
    flag: 'patience',
    group: 'Run',
    help: 'How long a silent server is tried again: 900 (seconds), 15m.',
  },
  {
    name: 'OPENQUAKE_NOTIFY',
    flag: 'notify',
    group: 'Run',
    help: 'Where the end of a calculation is told, one place a line.',
  },
  {
    name: 'OPENQUAKE_SMTP_URL',
    group: 'Run',
    help: 'The mail server of --notify smtp: as smtp://user:password@host:587 or smtps://...',
  },
  { name: 'OPENQUAKE_SMTP_FROM', group: 'Run', help: 'The sender of those mails; else who gets them.' },
  { name: 'ComSpec', group: 'Run', help: 'On Windows: the shell of --notify command: lines.' },
  {
    name: 'OPENQUAKE_NO_CRATE',
    flag: 'no-crate',
    group: 'Run',
    help: '1: no description beside exported files.',
  },
  { name: 'OPENQUAKE_YES', flag: 'yes', group: 'Answers', help: '1: yes to every question.' },
  {
    name: 'OPENQUAKE_ENGINE_VERSION',
    flag: 'engine-version',
    group: 'Engine on this machine',
    help: 'Its release.',
  },
  {
    name: 'OPENQUAKE_ENGINE_PYTHON',
    flag: 'engine-python',
    group: 'Engine on this machine',
    help: 'A Python that has the engine already, or "oq".',
  },
  { name: 'OPENQUAKE_PYTHON', group: 'Engine on this machine', help: 'The Python that installs the engine.' },
  {
    name: 'OPENQUAKE_CONFIG_DIR',
    group: 'Folders',
    help: 'Saved hosts and sessions; else XDG_CONFIG_HOME/openquake, or the custom of the system.',
  },
  {
    name: 'OPENQUAKE_CACHE_DIR',
    group: 'Folders',
    help: 'Installed engines and answers of servers; else XDG_CACHE_HOME/openquake.',
  },
  {
    name: 'OPENQUAKE_DATA_DIR',
    group: 'Folders',
    help: "Results of this machine's engine; else XDG_DATA_HOME/openquake.",
  },
  { name: 'XDG_CONFIG_HOME', group: 'Folders', help: 'Parent of the settings (default ~/.config).' },
  { name: 'XDG_CACHE_HOME', group: 'Folders', help: 'Parent of the cache (default ~/.cache).' },
  { name: 'XDG_DATA_HOME', group: 'Folders', help: 'Parent of the results (default ~/.local/share).' },
  { name: 'APPDATA', group: 'Folders', help: 'On Windows: parent of the settings.' },
  { name: 'LOCALAPPDATA', group: 'Folders', help: 'On Windows: parent of cache and results.' },
  { name: 'NO_COLOR', flag: 'no-color', group: 'Looks', help: 'Not empty: no colour.' },
  { name: 'FORCE_COLOR', group: 'Looks', help: 'Not empty: colour in a pipe too; 0 or false: none.' },
  { name: 'CLICOLOR_FORCE', group: 'Looks', help: 'The same, where FORCE_COLOR is not set.' },
  { name: 'TERM', group: 'Looks', help: '"dumb": no colour, no line that moves.' },
  { name: 'COLUMNS', group: 'Looks', help: 'Width of help where stdout is no terminal.' },
  {
    name: 'LC_ALL',
    group: 'Looks',
    help: 'A locale without UTF-8: "plot" draws in ASCII. The first that is set of LC_ALL, LC_CTYPE and LANG counts.',
  },
  { name: 'LC_CTYPE', group: 'Looks', help: 'As LC_ALL.' },
  { name: 'LANG', group: 'Looks', help: 'As LC_ALL.' },
  { name: 'DISPLAY', group: 'Looks', help: 'On Linux, set: "open" may start a browser.' },
  { name: 'WAYLAND_DISPLAY', group: 'Looks', help: 'The same.' },
  {
    name: 'SSH_CONNECTION',
    group: 'Looks',
    help: 'On macOS and Windows, set: "open" prints the address, for nobody sits there.',
  },
  { name: 'CI', group: 'CI', help: 'Set: nobody is asked; harmless questions count as answered with yes.' },
  { name: 'GITHUB_ACTIONS', group: 'CI', help: 'The same, and faults are annotations at their lines.' },
  { name: 'GITHUB_WORKSPACE', group: 'CI', help: 'The folder from which annotations count paths.' },
  { name: 'GITHUB_STEP_SUMMARY', group: 'CI', help: 'File to which "check" adds its summary.' },
  { name: 'GITLAB_CI', group: 'CI', help: 'As CI.' },
  { name: 'JENKINS_URL', group: 'CI', help: 'As CI.' },
  { name: 'PATH', group: 'Engine on this machine', help: 'Where python, uv and oq are looked for.' },
] as const satisfies readonly Variable[];
