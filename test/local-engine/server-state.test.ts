import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readServerState, removeServerState, writeServerState } from '../../src/local-engine/server-state.js';
import { temporaryFolder } from './fake-python.js';

const STATE = { pid: 7, began: 'then', port: 8, version: '3.23.5', python: '/p', startedAt: 9 };

describe('the state of the server', () => {
  it('is read as it was written, and leaves nothing else', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'server.json');
    await writeServerState(file, STATE);
    expect(await readServerState(file)).toEqual(STATE);
    expect(await readdir(folder)).toEqual(['server.json']);
    await removeServerState(file);
    expect(await readServerState(file)).toBeUndefined();
  });

  it.each(['', '{', '[]', 'null', '{"pid":"7"}', '{"pid":7,"began":"then"}'])(
    'is nothing when it is %j',
    async (text) => {
      const file = join(await temporaryFolder(), 'server.json');
      await writeFile(file, text);
      expect(await readServerState(file)).toBeUndefined();
    },
  );
});
