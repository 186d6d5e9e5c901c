import { spawn } from 'node:child_process';
import process from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findProcess, listProcesses, parsePs, sendSignal } from '../src/process-table.js';

describe('the process table', () => {
  it('finds a process with its group and command, and no longer when it has ended', async () => {
    const child = spawn('sleep', ['77'], { detached: true, stdio: 'ignore' });
    const pid = child.pid ?? 0;
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const row = await findProcess(pid, process.platform);
    expect(row).toMatchObject({ pid, parentPid: process.pid, groupId: pid });
    expect((await listProcesses(process.platform)).find((other) => other.pid === pid)?.began).toBe(
      row?.began,
    );
    expect(sendSignal(pid, 'SIGTERM', 'group')).toBe(true);
    await ended;
    expect(await findProcess(pid, process.platform)).toBeUndefined();
    expect(sendSignal(pid, 'SIGTERM', 'group')).toBe(false);
  });

  it('reads the words of ps', () => {
    const text = `    1     0     1 Ss   Sun Nov 22 17:37:31 2026 /sbin/launchd
  812     1   812 Z    Sun Nov 22 17:38:00 2026 (python)
  900   812   812 S+   Mon Nov  2 07:38:00 2026 /a b/python -m openquake.commands webui start 127.0.0.1:2 -s
`;
    expect(parsePs(text)).toEqual([
      { pid: 1, parentPid: 0, groupId: 1, began: 'Sun Nov 22 17:37:31 2026', command: '/sbin/launchd' },
      {
        pid: 900,
        parentPid: 812,
        groupId: 812,
        began: 'Mon Nov  2 07:38:00 2026',
        command: '/a b/python -m openquake.commands webui start 127.0.0.1:2 -s',
      },
    ]);
  });
});
