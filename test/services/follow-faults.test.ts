import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { createEngineServer } from '../../src/engine/server.js';
import type { LogRow } from '../../src/engine/types.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport } from '../../src/http/transport.js';
import { followCalculation, type FollowEnd } from '../../src/services/follow-calculation.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { closeLater } from '../support/listen.js';
import { randomReadFaults, tallyOf } from '../support/random-faults.js';
import { logRows, simulate } from '../support/simulated-calculation.js';
import { fastClock } from '../support/test-system.js';
import { withStub } from '../support/with-stub.js';

const SEED = Number(process.env['OPENQUAKE_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe('one follower on a line that breaks', () => {
  it(`hands out each row once and in order through 100 faults, seed ${SEED}`, async () => {
    await withStub(async (stub) => {
      const looks = Array.from({ length: 150 }, (_unused, n) => ({
        status: n === 149 ? 'complete' : 'executing',
        rows: 15 * (n + 1),
      }));
      simulate(stub, 7, looks, logRows(2250));
      const faults = randomReadFaults(SEED, 0.4, 100, 10);
      const proxy = await startFaultProxy(stub.url, faults.plan);
      const transport = createTransport({ baseUrl: proxy.url, debugLog: silentDebugLog });
      closeLater(async () => {
        await transport.close();
        await proxy.close();
      });
      const rows: LogRow[] = [];
      let end: FollowEnd | undefined;
      const server = createEngineServer(transport, '');
      for await (const event of followCalculation(server, 7, { clock: fastClock(), patienceMs: 3_600_000 })) {
        if (event.kind === 'log') rows.push(event.row);
        if (event.kind === 'end') end = event;
      }
      expect(rows).toEqual(logRows(2250));
      expect(end).toMatchObject({ outcome: 'complete', rows: 2250, serverRows: 2250 });
      const count = [...faults.played.values()].reduce((a, b) => a + b, 0);
      expect(count, tallyOf(faults.played)).toBe(100);
    });
  }, 60_000);
});
