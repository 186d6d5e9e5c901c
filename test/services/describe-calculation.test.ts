import { describe, expect, it } from 'vitest';
import { describeCalculation } from '../../src/services/describe-calculation.js';
import { withEngine } from '../support/engine-at.js';
import { logRow, logRows, simulate, statusBody } from '../support/simulated-calculation.js';

describe('a calculation that failed with a long log', () => {
  it.each([
    [29_500, ['broken']],
    [10, []],
  ])('tells the error in row %d of 30,000 as %j, and is not read whole for it', async (place, error) => {
    await withEngine(async (engine, stub) => {
      const rows = logRows(30_000);
      rows[place] = logRow(place, { level: 'ERROR', message: 'broken' });
      simulate(stub, 7, [{ status: 'failed', rows: rows.length }], rows);
      stub
        .on('GET /v1/calc/7', { body: { ...statusBody(7, 'failed'), stop_time: '2026-11-22 15:30:00' } })
        .on('GET /v1/calc/7/results', { body: [] });
      const detail = await describeCalculation(engine, await engine.status(7), []);
      expect(detail.error).toEqual(error);
      expect(stub.seen.filter(({ url }) => url.includes('/log/')).length).toBeLessThan(20);
    });
  });
});
