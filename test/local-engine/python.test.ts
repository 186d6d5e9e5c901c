import { chmod, copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPython } from '../../src/local-engine/python.js';
import { findRelease } from '../../src/local-engine/releases.js';
import { fakeMachine } from './fake-python.js';

const release = findRelease(undefined);

describe('findPython', () => {
  it('finds one of a fitting version', async () => {
    const { machine, python } = await fakeMachine();
    expect(await findPython(release, machine)).toEqual({ path: python, minor: 11, makesVenvs: true });
  });

  it('passes over a launcher that cannot start what it is named after', async () => {
    const { machine, python, folder } = await fakeMachine();
    const plain = join(folder, 'bin', 'python3');
    await copyFile(python, plain);
    await writeFile(python, '#!/bin/sh\necho "pyenv: python3.11: command not found" >&2\nexit 127\n');
    expect((await findPython(release, machine)).path).toBe(plain);
  });

  it('says when there is none', async () => {
    const { machine, python } = await fakeMachine();
    await rm(python);
    await expect(findPython(release, machine)).rejects.toMatchObject({
      message: 'Python was not found; engine 3.23.5 needs Python 3.10, 3.11 or 3.12.',
      exit: 'localEngine',
    });
  });

  it.each([
    ['3.9', 'Python here is too old: python3.11 is 3.9'],
    ['2.7', 'Python here is too old: python3.11 is 2.7'],
    ['3.14', 'Python here is too new: python3.11 is 3.14'],
  ])('says when it is %s', async (version, message) => {
    const { machine } = await fakeMachine({ FAKE_PYTHON_VERSION: version });
    await expect(findPython(release, machine)).rejects.toThrow(message);
  });

  it('takes the one that OPENQUAKE_PYTHON names, and no other', async () => {
    const { machine, python, folder } = await fakeMachine();
    const mine = join(folder, 'mine');
    await copyFile(python, mine);
    await chmod(mine, 0o755);
    const named = { ...machine, env: { ...machine.env, OPENQUAKE_PYTHON: mine } };
    expect((await findPython(release, named)).path).toBe(mine);
    await rm(mine);
    await expect(findPython(release, named)).rejects.toThrow(`was not found at OPENQUAKE_PYTHON (${mine})`);
  });
});
