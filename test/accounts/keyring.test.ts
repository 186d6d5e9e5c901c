import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findKeyring } from '../../src/accounts/keyring.js';
import { privateFile } from '../../src/accounts/private-file.js';
import { openSecrets } from '../../src/accounts/secrets.js';
import { withFolder } from '../support/with-stub.js';

const SECRET = 'Not-To-Be-Seen-8';

/** Behaves as libsecret's program does, with one place; writes down its words and its environment. */
const SECRET_TOOL = `#!${process.execPath}
const fs = require('node:fs');
const here = __dirname;
fs.appendFileSync(here + '/seen', process.argv.join(' ') + ' ' + JSON.stringify(process.env) + '\\n');
if (fs.existsSync(here + '/locked')) process.exit(1);
const [, , verb] = process.argv;
if (verb === 'store') fs.writeFileSync(here + '/kept', fs.readFileSync(0, 'utf8'));
if (verb === 'lookup') {
  if (!fs.existsSync(here + '/kept')) process.exit(1);
  process.stdout.write(fs.readFileSync(here + '/kept', 'utf8'));
}
if (verb === 'clear') fs.rmSync(here + '/kept');
`;

async function withTool(test: (folder: string, env: Record<string, string>) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await writeFile(join(folder, 'secret-tool'), SECRET_TOOL);
    await chmod(join(folder, 'secret-tool'), 0o755);
    await test(folder, {
      PATH: [folder, dirname(process.execPath)].join(delimiter),
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=nowhere',
      OPENQUAKE_PASSWORD: SECRET,
    });
  });
}

describe('the system keyring', () => {
  it('keeps, finds and forgets a password, which stands neither among its words nor in its environment', async () => {
    await withTool(async (folder, env) => {
      const keyring = findKeyring(env, 'linux');
      expect(await keyring?.find('http://h', 'ann')).toBeUndefined();
      expect(await keyring?.keep('http://h', 'ann', SECRET)).toBe(true);
      expect(await keyring?.find('http://h', 'ann')).toBe(SECRET);
      expect(await keyring?.forget('http://h', 'ann')).toBe(true);
      expect(await keyring?.find('http://h', 'ann')).toBeUndefined();
      const seen = await readFile(join(folder, 'seen'), 'utf8');
      expect(seen).toContain('lookup service openquake server http://h username ann');
      expect(seen).not.toContain(SECRET);
    });
  });

  it('gives way to a file where it does not take a password', async () => {
    await withTool(async (folder, env) => {
      await writeFile(join(folder, 'locked'), '');
      const file = privateFile(join(folder, 'passwords.json'), { platform: 'linux', warn: () => undefined });
      const secrets = openSecrets(file, findKeyring(env, 'linux'));
      expect(await secrets.keep('http://h', 'ann', SECRET)).toBe('file');
      expect(await secrets.find('http://h', 'ann')).toEqual({ password: SECRET, place: 'file' });
    });
  });

  it.each([
    ['no session bus', 'linux', { DBUS_SESSION_BUS_ADDRESS: '' }],
    ['no program', 'linux', { PATH: '' }],
    ['Windows', 'win32', {}],
    ['no program on macOS', 'darwin', {}],
  ] as const)('is not there with %s', async (_why, platform, change) => {
    await withTool(async (_folder, env) => {
      expect(findKeyring({ ...env, ...change }, platform)).toBeUndefined();
      return Promise.resolve();
    });
  });
});
