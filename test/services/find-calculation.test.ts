import { describe, expect, it } from 'vitest';
import { findCalculation } from '../../src/services/find-calculation.js';
import { rejection, withEngine } from '../support/engine-at.js';
import { statusBody } from '../support/simulated-calculation.js';

const LIST = [statusBody(4, 'complete'), statusBody(9, 'failed'), statusBody(7, 'complete')];

describe('findCalculation', () => {
  it('asks for an id', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
      expect((await findCalculation(engine, 7)).id).toBe(7);
    });
  });

  it.each([
    [-1, 9],
    [-2, 7],
    [-3, 4],
  ])('counts %d back from the newest, whatever the order of the list', async (wanted, id) => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/list', { body: LIST });
      expect((await findCalculation(engine, wanted)).id).toBe(id);
    });
  });

  it.each([
    [-4, LIST, 'has only 3 calculations'],
    [-1, [], 'has only 0 calculations'],
    [0, LIST, 'There is no calculation 0.'],
  ])('finds nothing at %d', async (wanted, body, words) => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/list', { body });
      const failure = await rejection(findCalculation(engine, wanted));
      expect(failure).toMatchObject({ kind: 'not-found', message: expect.stringContaining(words) as string });
    });
  });
});
