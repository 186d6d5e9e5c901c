// Cold start against the engine's own command line and against an empty Node.
// OQ=path of the oq program of an installed engine; default: oq on PATH.
import { join } from 'node:path';
import { compare } from './paired.mjs';

const program = join(import.meta.dirname, '..', 'bin', 'openquake.js');
const oq = process.env.OQ ?? 'oq';
const node = (...args) => ({ command: process.execPath, args });

compare('--help, rival: node -e 0', node(program, '--help'), node('-e', '0'), 10);
compare(
  '--version, rival: oq --version',
  node(program, '--version'),
  { command: oq, args: ['--version'] },
  5,
);
