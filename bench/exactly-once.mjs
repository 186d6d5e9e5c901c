// One calculation for each submission, whatever is cut: the built program submits through a proxy that cuts the exchange
// at every point, or is killed (kill -9) at a random moment and started again with the same words. At the end the
// server's own list and logs say how many calculations each submission has become.
//
//   ENGINE=3.23.5 node bench/exactly-once.mjs                   (CUTS=600 KILLS=40 AT_ONCE=4 MINUTES=60)
//   ENGINE=3.23.5 PART=reply node bench/exactly-once.mjs        one cut at each byte of the reply, and nothing else
//   HOST=http://127.0.0.1:8800 node bench/exactly-once.mjs      a server that runs
//
// ENGINE starts a server of its own, see exactly-once/own-server.ts. Each calculation is real, and is aborted as soon as it
// is known. After MINUTES no more is begun, and what was done is counted.
import process from 'node:process';
import { runnerImport } from 'vite';

const load = async (name) =>
  (await runnerImport(new URL(`exactly-once/${name}.ts`, import.meta.url).pathname)).module;
const { HOST, ENGINE, PART } = process.env;
const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
if (HOST === undefined && ENGINE === undefined)
  throw new Error('HOST must name a running engine server, or ENGINE a release');
if (PART !== undefined && PART !== 'reply') throw new Error('PART may be: reply');
const { soak } = await load('soak');
const own = HOST === undefined ? await (await load('own-server')).startOwnServer(ENGINE) : undefined;
try {
  const figures = await soak({
    host: HOST ?? own.url,
    part: PART,
    cuts: number('CUTS', 600),
    kills: number('KILLS', 40),
    atOnce: number('AT_ONCE', 4),
    withinMs: number('MINUTES', 60) * 60_000,
    tell: (line) => console.log(line),
  });
  console.log(JSON.stringify(figures, undefined, 2));
  process.exitCode = figures.duplicates === 0 && figures.lost === 0 && figures.unlike === 0 ? 0 : 1;
} finally {
  await own?.stop();
}
