import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { privateFile } from '../../src/accounts/private-file.js';
import { openSessions, type Sessions } from '../../src/accounts/sessions.js';
import { withFolder } from '../support/with-stub.js';

/** As many programs open the same file. */
function programs(folder: string, count: number): Sessions[] {
  return Array.from({ length: count }, () =>
    openSessions(
      privateFile(join(folder, 'sessions.json'), { platform: process.platform, warn: () => undefined }),
    ),
  );
}

describe('sessions', () => {
  it('of logins at the same time are all kept, and all forgotten', async () => {
    await withFolder(async (folder) => {
      const logins = programs(folder, 12).map((sessions, index) => ({
        sessions,
        server: `http://my-host-${index % 3}`,
        user: `user${index}`,
      }));
      await Promise.all(
        logins.map(async ({ sessions, server, user }) =>
          sessions.keep(server, { user, sessionid: `of-${user}` }, true),
        ),
      );
      for (const { sessions, server, user } of logins)
        expect(await sessions.find(server, user)).toEqual({ user, sessionid: `of-${user}` });
      await Promise.all(logins.map(async ({ sessions, server, user }) => sessions.forget(server, user)));
      expect(await logins[0]?.sessions.all()).toEqual([]);
      expect(await readdir(folder)).toEqual(['sessions.json']);
    });
  });

  it('are not held up by a program that died while it changed them', async () => {
    await withFolder(async (folder) => {
      const [sessions] = programs(folder, 1);
      const lock = join(folder, 'sessions.json.lock');
      await writeFile(lock, '');
      await utimes(lock, 1, 1);
      await sessions?.keep('http://my-host', { user: 'ann', sessionid: 'abc' }, true);
      expect(await readdir(folder)).toEqual(['sessions.json']);
    });
  });
});
