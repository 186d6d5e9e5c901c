import { describe, expect, it } from 'vitest';
import { serverFiles } from '../../src/local-engine/folders.js';
import { serverConfig, serverEnvironment } from '../../src/local-engine/server-environment.js';

const files = serverFiles({ engines: '/c/engines', data: '/d/engine' });

describe('serverEnvironment', () => {
  it('lets in what programs need and keeps secrets and other engines out', () => {
    const env = serverEnvironment(
      {
        PATH: '/bin',
        LC_ALL: 'C',
        OPENQUAKE_TOKEN: 's',
        AWS_SECRET_ACCESS_KEY: 's',
        HTTPS_PROXY: 'http://u:p@h',
        PYTHONPATH: '/x',
        OQ_DATABASE: 'elsewhere:1908',
        OQ_DATADIR: '/theirs',
        OQ_APPLICATION_MODE: 'RESTRICTED',
        OQ_NUM_CORES: '1',
        TMPDIR: '/tmp',
      },
      files,
    );
    expect(env).toMatchObject({ PATH: '/bin', LC_ALL: 'C', OQ_NUM_CORES: '1', HOME: files.home });
    expect(env['OQ_DATADIR']).toBe(files.oqdata);
    expect(env['TMPDIR']).toBe(files.scratch);
    expect(
      Object.keys(env).filter((name) => /TOKEN|SECRET|PROXY|PYTHONPATH|DATABASE|MODE/.test(name)),
    ).toEqual([]);
  });
});

describe('serverConfig', () => {
  it('names our database and ports, on the loopback address alone', () => {
    const text = serverConfig(files, { web: 1, database: 2, receiverFirst: 3, receiverLast: 9 });
    expect(text).toContain(`file = ${files.oqdata}/db.sqlite3`);
    expect(text).toContain('port = 2');
    expect(text).toContain('receiver_ports = 3-9');
    expect([...text.matchAll(/^(?:receiver_)?host = (.*)$/gm)].map((match) => match[1])).toEqual([
      '127.0.0.1',
      '127.0.0.1',
    ]);
  });
});
