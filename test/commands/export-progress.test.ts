import { describe, expect, it } from 'vitest';
import { ExportLine } from '../../src/commands/engine/export-progress.js';
import { exportProgressText } from '../../src/views/export-progress.js';

const MB = 1024 ** 2;
const state = { count: 1, ended: 0, doneBytes: 0, current: [], bytesPerSecond: undefined, elapsedMs: 0 };
const curves = { label: 'hcurves', doneBytes: 30 * MB, totalBytes: 120 * MB };

describe('the progress of an export', () => {
  it.each([
    [{ current: [{ ...curves, doneBytes: 0 }] }, 'hcurves: the engine is exporting'],
    [{ current: [curves], doneBytes: 30 * MB }, 'hcurves: 30 MB of 120 MB'],
    [
      { current: [curves], doneBytes: 30 * MB, bytesPerSecond: 10 * MB },
      'hcurves: 30 MB of 120 MB, 10 MB/s, about 9 s left',
    ],
    [
      { current: [{ ...curves, totalBytes: undefined }], doneBytes: 30 * MB, bytesPerSecond: MB },
      'hcurves: 30 MB, 1 MB/s',
    ],
    [
      { count: 4, ended: 1, current: [curves], doneBytes: 50 * MB, elapsedMs: 10_000 },
      'Exporting 2 of 4 (hcurves): 50 MB, about 22 s left',
    ],
    [
      { count: 4, ended: 1, current: [curves], doneBytes: 50 * MB, elapsedMs: 1000 },
      'Exporting 2 of 4 (hcurves): 50 MB',
    ],
    [
      { count: 4, ended: 4, doneBytes: 50 * MB, elapsedMs: 10_000 },
      'Exporting 4 of 4: 50 MB, about 0 s left',
    ],
    [{ current: [{ ...curves, label: 'a\u001b[2J' }] }, /^a[^\u001b]*: the engine is exporting$/],
  ])('%j is told', (facts, text) => {
    const told = exportProgressText({ ...state, ...facts });
    if (typeof text === 'string') expect(told).toBe(text);
    else expect(told).toMatch(text);
  });

  it('counts the bytes of all outputs, also of those that are whole, and begins anew after a cut', () => {
    const told: string[] = [];
    let nowMs = 0;
    const line = new ExportLine({ update: (text) => told.push(text) }, { now: () => nowMs }, 2);
    line.begin(0, 'hcurves');
    line.bytes(0, 10 * MB, 10 * MB);
    line.end(0);
    line.begin(1, 'hmaps');
    nowMs += 1000;
    line.bytes(1, 5 * MB, 10 * MB);
    expect(told.at(-1)).toBe('Exporting 2 of 2 (hmaps): 15 MB, 15 MB/s');
    nowMs += 1000;
    line.bytes(1, MB, 10 * MB);
    expect(told.at(-1)).toMatch(/^Exporting 2 of 2 \(hmaps\): 11 MB/);
  });
});
