import { describe, expect, it } from 'vitest';
import type { LocalEngineEvent } from '../../src/local-engine/local-engine.js';
import {
  eventText,
  installPlan,
  isMilestone,
  statusJson,
  statusLines,
} from '../../src/views/local-engine.js';

const MB = 1024 ** 2;

const EVENTS: readonly (readonly [LocalEngineEvent, string])[] = [
  [
    { kind: 'waiting-for-lock', holderPid: 7, purpose: 'installs engine 3.23.5' },
    'Waiting for another openquake (process 7), which installs engine 3.23.5.',
  ],
  [{ kind: 'step', text: 'Fetching numpy', done: 3, total: 43 }, 'Fetching numpy (3 of 43 packages).'],
  [{ kind: 'step', text: 'Compiling', elapsedMs: 70_000 }, 'Compiling: 1 min 10 s.'],
  [{ kind: 'step', text: 'Fetching the packages', total: 43 }, 'Fetching the packages.'],
  [{ kind: 'installed', version: '3.23.5', folder: '/c' }, 'Engine 3.23.5 is installed in /c.'],
  [{ kind: 'restarting', reason: 'it is gone' }, 'Starting the engine again: it is gone.'],
  [
    { kind: 'starting', version: '3.23.5', url: 'http://h', logFile: '/l' },
    'Starting engine 3.23.5 at http://h (log: /l).',
  ],
  [{ kind: 'ready', version: '3.23.5', url: 'http://h' }, 'Engine 3.23.5 answers at http://h.'],
  [{ kind: 'stopping', url: 'http://h', calculations: 0 }, 'Stopping the engine at http://h.'],
  [
    { kind: 'stopping', url: 'http://h', calculations: 1 },
    'Stopping the engine at http://h and 1 calculation, left unfinished.',
  ],
  [{ kind: 'stopped', url: 'http://h' }, 'The engine at http://h is stopped.'],
  [{ kind: 'removed', folder: '/c' }, 'Removed /c.'],
];

describe('eventText', () => {
  it.each(EVENTS)('%j', (event, text) => {
    expect(eventText(event)).toBe(text);
  });
});

describe('isMilestone', () => {
  it('keeps a log of lines short: every tenth package, every full minute', () => {
    const packages = Array.from(
      { length: 43 },
      (_, index): LocalEngineEvent => ({ kind: 'step', text: 'x', done: index + 1, total: 43 }),
    );
    expect(packages.filter(isMilestone)).toHaveLength(5);
    const beats = Array.from(
      { length: 18 },
      (_, index): LocalEngineEvent => ({ kind: 'step', text: 'x', elapsedMs: (index + 1) * 10_003 }),
    );
    expect(beats.filter(isMilestone)).toHaveLength(3);
    expect(isMilestone({ kind: 'ready', version: 'x', url: 'y' })).toBe(true);
  });
});

describe('installPlan', () => {
  it('says what is fetched, where it goes, and how to be rid of it', () => {
    const text = installPlan({
      version: '3.23.5',
      folder: '/c',
      dataFolder: '/d',
      downloadBytes: 230 * MB,
      diskBytes: 960 * MB,
    });
    for (const word of [
      '3.23.5',
      '230 MB',
      '/c (about 960 MB)',
      '/d',
      'openquake engine uninstall',
      '--host',
    ]) {
      expect(text).toContain(word);
    }
  });
});

describe('the status', () => {
  const status = {
    installed: [{ version: '3.23.5', folder: '/c', sizeBytes: 10 * MB }],
    running: { url: 'http://h', version: '3.23.5', pid: 7, logFile: '/l' },
    calculations: 2,
    stale: false,
    dataFolder: '/d',
  };

  it('tells what runs', () => {
    expect(statusLines(status)).toEqual([
      'Installed: engine 3.23.5 in /c (10 MB)',
      'Running:   engine 3.23.5 at http://h (process 7), 2 calculations in progress',
      'Log:       /l',
      'Data:      /d',
    ]);
    expect(statusJson(status)).toEqual({
      installed: [{ version: '3.23.5', folder: '/c', size_bytes: 10 * MB }],
      running: { url: 'http://h', version: '3.23.5', pid: 7, log_file: '/l' },
      calculations: 2,
      stale: false,
      data_folder: '/d',
    });
  });

  it('tells that nothing is there, or that a server is gone', () => {
    const nothing = { ...status, installed: [], running: undefined, calculations: 0 };
    expect(statusLines(nothing)[1]).toBe('Running:   no');
    expect(statusLines({ ...nothing, stale: true })[1]).toContain('gone or silent');
    expect(statusJson(nothing)).toMatchObject({ running: null, installed: [] });
  });
});
