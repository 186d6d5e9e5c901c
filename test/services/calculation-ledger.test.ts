import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addToLedger,
  ledgerPath,
  type LedgerRow,
  readLedger,
} from '../../src/services/calculation-ledger.js';
import { withFolder } from '../support/with-stub.js';

const row = (calculationId: number): LedgerRow => ({
  server: 'http://my-host:8800',
  inputs: 'ab'.repeat(32),
  engineVersion: '3.26.2',
  hazardCalculationId: null,
  calculationId,
  startTime: '2026-11-22 15:27:00',
  description: 'Città\n"x"',
  calculationMode: 'classical',
});

async function withLedger(test: (file: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => test(join(folder, 'data', 'calculations.jsonl')));
}

describe('the ledger of calculations', () => {
  it('lies with the data, whose place can be chosen', () => {
    const machine = {
      env: { OPENQUAKE_DATA_DIR: '/data' },
      homeDir: '/home/anna',
      platform: 'linux',
    } as const;
    expect(ledgerPath(machine)).toBe(join('/data', 'calculations.jsonl'));
  });

  it('gives back what was added, oldest first, and nothing before', async () => {
    await withLedger(async (file) => {
      expect(await readLedger(file)).toEqual([]);
      await addToLedger(file, row(1));
      await addToLedger(file, row(2));
      expect(await readLedger(file)).toEqual([row(1), row(2)]);
    });
  });

  it('keeps every row of many that write at once', async () => {
    await withLedger(async (file) => {
      const ids = Array.from({ length: 50 }, (_unused, n) => n + 1);
      await Promise.all(ids.map(async (id) => addToLedger(file, row(id))));
      const read = (await readLedger(file)).map(({ calculationId }) => calculationId);
      expect(read.toSorted((a, b) => a - b)).toEqual(ids);
    });
  });

  it('loses only the row that a crash has cut', async () => {
    await withLedger(async (file) => {
      await addToLedger(file, row(1));
      const whole = await readFile(file, 'utf8');
      await appendFile(file, whole.slice(0, -20));
      await addToLedger(file, row(2));
      expect((await readLedger(file)).map(({ calculationId }) => calculationId)).toEqual([1, 2]);
    });
  });

  it.each<[string, (text: string) => string]>([
    ['another calculation', (text) => text.replace('"calculationId":1', '"calculationId":7')],
    ['other inputs', (text) => text.replace('abab', 'abac')],
    ['another version', (text) => text.replace('3.26.2', '3.23.5')],
    ['text for a number', (text) => text.replace('"calculationId":1', '"calculationId":"1"')],
    ['no check', (text) => text.replace(/,"check":"\w+"/, '')],
    ['binary', () => '\u0000\u0001'],
    ['other JSON', () => '\n[]\nnull\n{"row":{}}\n3'],
  ])('believes no row that was changed: %s', async (_what, change) => {
    await withLedger(async (file) => {
      await addToLedger(file, row(1));
      const text = await readFile(file, 'utf8');
      expect(change(text)).not.toBe(text);
      await writeFile(file, change(text));
      expect(await readLedger(file)).toEqual([]);
    });
  });

  it('is empty where it cannot be read', async () => {
    await withLedger(async (file) => {
      await mkdir(file, { recursive: true });
      expect(await readLedger(file)).toEqual([]);
    });
  });
});
