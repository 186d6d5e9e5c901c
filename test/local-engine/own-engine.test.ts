import { describe, expect, it } from 'vitest';
import { findOwnEngine, readShebang } from '../../src/local-engine/own-engine.js';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeMachine } from './fake-python.js';

describe('readShebang', () => {
  it.each([
    ['#!/opt/openquake/venv/bin/python3.11\nimport sys\n', '/opt/openquake/venv/bin/python3.11'],
    ['#!/my engine/bin/python\nimport sys\n', '/my engine/bin/python'],
    ['#!/bin/sh\n\'\'\'exec\' "/a long/path/python" "$0" "$@"\n', '/a long/path/python'],
    ['#!/bin/sh\n\'\'\'exec\' /long/python "$0" "$@"\n', '/long/python'],
    ['#!/usr/bin/env python3\n', 'python3'],
    ['MZ\u0000', undefined],
  ])('%j', (script, expected) => {
    expect(readShebang(script)).toBe(expected);
  });
});

describe('findOwnEngine', () => {
  it('finds the engine behind oq on PATH', async () => {
    const { machine, python, folder } = await fakeMachine();
    const oq = join(folder, 'bin', 'oq');
    await writeFile(oq, `#!${python}\n`);
    await chmod(oq, 0o755);
    expect(await findOwnEngine('oq', machine)).toEqual({ version: '3.99.0', python });
    expect(await findOwnEngine('path', machine)).toEqual({ version: '3.99.0', python });
  });

  it('says when there is no oq, no interpreter, or no engine in it', async () => {
    const { machine, folder } = await fakeMachine();
    await expect(findOwnEngine('oq', machine)).rejects.toThrow('oq was not found on PATH');
    await expect(findOwnEngine('/nowhere/python', machine)).rejects.toThrow('cannot be started');
    const bare = join(folder, 'bare');
    await writeFile(
      bare,
      '#!/bin/sh\necho "ModuleNotFoundError: No module named \'openquake\'" >&2\nexit 1\n',
    );
    await chmod(bare, 0o755);
    await expect(findOwnEngine(bare, machine)).rejects.toThrow('it has no OpenQuake engine');
  });
});
