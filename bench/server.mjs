// Talking to a server against the engine's own tools, on a running server.
// HOST=http://127.0.0.1:8800  OQ=path of oq, configured ([webapi] server) to talk to the same server.
import { join } from 'node:path';
import { compare } from './paired.mjs';

const root = join(import.meta.dirname, '..');
const program = join(root, 'bin', 'openquake.js');
const host = process.env.HOST;
const oq = process.env.OQ ?? 'oq';
if (host === undefined) throw new Error('HOST must name a running engine server');
const ours = (...args) => ({ command: process.execPath, args: [program, '--host', host, ...args] });

compare('list of calculations, rival: oq engine --lhc', ours('--lhc'), {
  command: oq,
  args: ['engine', '--lhc'],
});

const { createTransport, createEngineServer } = await import('../dist/bench.js').catch(() => ({}));
if (createTransport === undefined) console.log('per poll: build with npm run build first');
else {
  const server = createEngineServer(createTransport({ baseUrl: host, debugLog: () => undefined }), '');
  const [calculation] = await server.list();
  const times = { status: [], log: [] };
  for (let round = 0; round < 50; round += 1) {
    for (const [name, call] of [
      ['status', () => server.status(calculation.id)],
      ['log', () => server.logPage(calculation.id, 1_000_000)],
    ]) {
      const startedMs = performance.now();
      await call();
      times[name].push(performance.now() - startedMs);
    }
  }
  for (const [name, values] of Object.entries(times)) {
    console.log(`per poll, ${name}: ${values.toSorted((a, b) => a - b)[25].toFixed(1)} ms (median of 50)`);
  }
  await server.close();
}
