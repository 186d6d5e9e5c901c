import type { Calculation } from '../../src/engine/types.js';

/** @returns a calculation as a server may tell of it; what a test is about it names itself. */
export function someCalculation(facts: Partial<Calculation>): Calculation {
  return {
    id: 7,
    owner: 'anna',
    calculationMode: 'classical',
    status: 'executing',
    isRunning: false,
    description: '',
    parentId: undefined,
    sizeMb: undefined,
    startTime: undefined,
    tags: [],
    preferredFor: [],
    ...facts,
  };
}
