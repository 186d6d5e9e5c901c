// Many clients that follow calculations of one server: one that is written row by row, and real ones that wait in the
// queue behind it. All must end with the right outcome and with every row once.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';

const REAL = 4;
const ROWS = 300;
const SECONDS = 60;

/** Runs `clients` followers, each a process of the built program. @returns the figures; throws when one lost a row. */
export async function followers({ engine, measure, ours, job, clients }) {
  const written = await engine.database('running');
  const ids = [];
  for (let nth = 0; nth < REAL; nth += 1) {
    ids.push(Number(await engine.cli('--host', engine.url, '--run', job, '--detach', '--quiet')));
  }
  const followed = Array.from({ length: clients }, (_, nth) =>
    nth % 2 === 0 ? written : ids[(nth >> 1) % REAL],
  );
  const loadBefore = round(loadavg()[0]);
  const quiet = await answers(engine, written, 10);
  const commands = followed.map((id, nth) => ({
    ...ours('logs', id, '--follow', '--jsonl'),
    out: join(engine.folder, `out-${nth}`),
    err: join(engine.folder, `err-${nth}`),
    after: 0.1,
  }));
  let pids = [];
  const beganMs = performance.now();
  const ended = { is: false };
  const running = measure(commands, (all) => (pids = all)).finally(() => (ended.is = true));
  running.catch(() => undefined);
  while (pids.length < clients && !ended.is) await pause(500);
  // All are up and look at a calculation that says nothing yet, and at a queue.
  await pause(20_000);
  engine.requests();
  const cpuBefore = engine.cpuSeconds();
  const waiting = await answers(engine, written, 20);
  // Without those of this benchmark itself.
  const waitingRate = (engine.requests() - waiting.asked) / waiting.seconds;
  const waitingCpu = (engine.cpuSeconds() - cpuBefore) / waiting.seconds;
  const pssMb = pids.map(sharedMb).filter((one) => one > 0);
  const writing = engine.inBackground('work', written, ROWS, SECONDS);
  const cpuAtWork = engine.cpuSeconds();
  engine.requests();
  const working = await answers(engine, written, SECONDS - 10);
  const workingRate = (engine.requests() - working.asked) / working.seconds;
  const workingCpu = (engine.cpuSeconds() - cpuAtWork) / working.seconds;
  await writing;
  const results = await running;
  const wallSeconds = round((performance.now() - beganMs) / 1000);
  const lost = [];
  const due = new Map();
  for (const id of new Set(followed)) due.set(id, await engine.database('count', id));
  for (const [nth, id] of followed.entries()) {
    const { length } = readFileSync(join(engine.folder, `out-${nth}`), 'utf8')
      .trimEnd()
      .split('\n');
    const said = readFileSync(join(engine.folder, `err-${nth}`), 'utf8');
    const rows = due.get(id);
    const whole =
      results[nth].exit === 0 &&
      length === rows &&
      said.includes(`complete after`) &&
      said.includes(`log rows ${rows}/${rows}`);
    if (!whole)
      lost.push(
        `client ${nth} of ${id}: exit ${results[nth].exit}, ${length} of ${rows} rows, ${said.slice(-200)}`,
      );
  }
  const figures = {
    name: `${clients} followers`,
    loadBefore,
    whole: clients - lost.length,
    longestSeconds: Math.max(...results.map(({ seconds }) => seconds)),
    peakMbOfOne: middle(results.map(({ peakMb }) => peakMb)),
    shareMbOfOne: Math.round(middle(pssMb)),
    shareMbOfAll: Math.round(pssMb.reduce((sum, one) => sum + one, 0)),
    wallSeconds,
    cpuSecondsOfOne: middle(results.map(({ cpuSeconds }) => cpuSeconds)),
    answersAlone: quiet,
    whileNothingHappens: {
      ...waiting,
      requestsPerSecond: round(waitingRate),
      serverCores: round(waitingCpu),
    },
    whileRowsCome: { ...working, requestsPerSecond: round(workingRate), serverCores: round(workingCpu) },
  };
  console.log(JSON.stringify(figures, undefined, 2));
  if (lost.length > 0) throw new Error(lost.slice(0, 10).join('\n'));
  return figures;
}

/** Asks for a status five times a second. @returns median and 99th percentile of the answers in milliseconds. */
async function answers(engine, id, seconds) {
  const times = [];
  const beganMs = performance.now();
  while (performance.now() - beganMs < seconds * 1000) {
    const askedMs = performance.now();
    const reply = await fetch(`${engine.url}/v1/calc/${id}/status`);
    await reply.text();
    if (!reply.ok) throw new Error(`status ${reply.status}`);
    times.push(performance.now() - askedMs);
    await pause(200);
  }
  times.sort((a, b) => a - b);
  const at = (part) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] * 10) / 10;
  return {
    medianMs: at(0.5),
    p99Ms: at(0.99),
    asked: times.length,
    seconds: round((performance.now() - beganMs) / 1000),
  };
}

/** The memory of a process with its part of what it shares with others; 0 when it is gone. */
function sharedMb(pid) {
  try {
    return (
      Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0) / 1024
    );
  } catch {
    return 0;
  }
}

function middle(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

async function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
