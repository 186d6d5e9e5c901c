// One calculation for each submission, whatever is cut: the built program submits through a proxy that cuts the exchange
// at every point, or is killed (kill -9) at a random moment and started again with the same words. At the end the
// server's own list and logs say how many calculations each submission has become.
//
//   HOST=http://127.0.0.1:8800 node bench/exactly-once.mjs      (CUTS=600 KILLS=40 AT_ONCE=4)
//
// Each calculation is real, and is aborted as soon as it is known; a server that runs several at once
// ([distribution] serialize_jobs = 0) is done sooner.
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('exactly-once/soak.ts', import.meta.url).pathname);
const host = process.env.HOST;
if (host === undefined) throw new Error('HOST must name a running engine server');
const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const figures = await module.soak({
  host,
  cuts: number('CUTS', 600),
  kills: number('KILLS', 40),
  atOnce: number('AT_ONCE', 4),
  tell: (line) => console.log(line),
});
console.log(JSON.stringify(figures, undefined, 2));
process.exitCode = figures.duplicates === 0 && figures.lost === 0 && figures.unlike === 0 ? 0 : 1;
