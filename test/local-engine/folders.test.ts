import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineFolders, installationFiles, serverFiles } from '../../src/local-engine/folders.js';

const home = '/home/ada';

describe('engineFolders', () => {
  it.each([
    ['linux', {}, '/home/ada/.cache/openquake/engines', '/home/ada/.local/share/openquake/engine'],
    ['linux', { XDG_CACHE_HOME: '/c', XDG_DATA_HOME: '/d' }, '/c/openquake/engines', '/d/openquake/engine'],
    [
      'linux',
      { XDG_CACHE_HOME: 'relative' },
      '/home/ada/.cache/openquake/engines',
      '/home/ada/.local/share/openquake/engine',
    ],
    [
      'darwin',
      {},
      '/home/ada/Library/Caches/openquake/engines',
      '/home/ada/Library/Application Support/openquake/engine',
    ],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/openquake/Cache/engines', '/local/openquake/Data/engine'],
    [
      'win32',
      {},
      '/home/ada/AppData/Local/openquake/Cache/engines',
      '/home/ada/AppData/Local/openquake/Data/engine',
    ],
    [
      'linux',
      { OPENQUAKE_CACHE_DIR: '/mine', OPENQUAKE_DATA_DIR: '/yours' },
      '/mine/engines',
      '/yours/engine',
    ],
  ] as const)('on %s with %j', (platform, env, engines, data) => {
    expect(engineFolders({ env, homeDir: home, platform })).toEqual({ engines, data });
  });

  it('never keeps results under the cache folder', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const folders = engineFolders({ env: {}, homeDir: home, platform });
      expect(relative(folders.engines, serverFiles(folders).oqdata)).toMatch(/^\.\./);
    }
  });

  it('keeps what belongs to one release apart from the others', () => {
    const folders = { engines: '/e', data: '/d' };
    const first = Object.values(installationFiles(folders, '3.23.5'));
    const second = Object.values(installationFiles(folders, '3.26.2'));
    expect(first.filter((file) => second.includes(file))).toEqual([]);
  });
});
