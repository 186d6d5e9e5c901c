import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { BAD_GATEWAY, type Fault } from '../../test/support/fault-plan.js';
import { startFaultProxy } from '../../test/support/fault-proxy.js';
import { countByToken, newestId } from './count-calculations.js';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'openquake.js');
const POST = '/v1/calc/run';
/** Longer than a run takes, and no longer than a user would wait. */
const RUN_WITHIN_MS = 600_000;

export interface SoakOptions {
  readonly host: string;
  /** Cuts at each byte of the reply alone; everything where it is left out. */
  readonly part?: 'reply' | undefined;
  readonly cuts: number;
  readonly kills: number;
  readonly atOnce: number;
  /** After so long nothing more is begun. */
  readonly withinMs: number;
  readonly tell: (line: string) => void;
}

/** What came of it. */
export interface SoakFigures {
  readonly submissions: number;
  /** Those that there was no time for. */
  readonly notBegun: number;
  readonly cuts: Readonly<Record<string, number>>;
  readonly kills: number;
  readonly resent: number;
  readonly found: number;
  readonly takenUp: number;
  /** Calculations that ran beyond the first of a submission. */
  readonly duplicates: number;
  /** Submissions of which the program has said that nothing runs, and nothing does. */
  readonly givenUpInWords: number;
  /** Submissions that became none, without a word. */
  readonly lost: number;
  /** Runs whose id is not that of their calculation, or that told none. */
  readonly unlike: number;
  /** Dead remains of uploads that were cut: nothing ran under them. */
  readonly remains: number;
  readonly openAtEnd: number;
  readonly seconds: number;
}

interface Ran {
  readonly id: number | undefined;
  readonly stderr: string;
}

interface Case {
  readonly kind: string;
  readonly fault: Fault | undefined;
  /** Milliseconds after its start, or after it has begun to send, at which the program is killed. */
  readonly killAfterMs?: number;
  readonly fromPost?: boolean;
}

/** Runs all cases against a real server and counts. */
export async function soak(options: SoakOptions): Promise<SoakFigures> {
  const { host, tell } = options;
  const startedMs = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'exactly-once-'));
  try {
    const job = await writeJob(folder);
    const before = await newestId(host);
    const lengths = await measureExchange(host, folder, job);
    tell(`one exchange: request ${lengths.head} + ${lengths.body} bytes, reply ${lengths.reply} bytes`);
    const cases = casesOf(lengths, options);
    const ran = new Map<number, Ran>();
    let next = 0;
    const work = async (): Promise<void> => {
      for (let index = next++; index < cases.length; index = next++) {
        if (Date.now() - startedMs > options.withinMs) return;
        const one = cases[index];
        if (one === undefined) return;
        ran.set(index, await runCase(host, folder, job, index, one));
        if (ran.size % 20 === 0)
          tell(`${ran.size} of ${cases.length} after ${Math.round((Date.now() - startedMs) / 1000)} s`);
      }
    };
    await Promise.all(Array.from({ length: options.atOnce }, work));
    // What came late would have come by now.
    await sleep(5_000);
    const counted = await countByToken(host, before);
    const all = [...ran.values()];
    const said = (pattern: RegExp): number => all.filter(({ stderr }) => pattern.test(stderr)).length;
    const ids = new Set([...counted.byToken.values()].flat());
    const inWords = all.filter(({ id, stderr }) => id === undefined && /nothing runs\.$/m.test(stderr));
    const unlike = all.filter((one) => !inWords.includes(one) && !ids.has(one.id ?? 0));
    const told = all.flatMap(({ id }) => id ?? []);
    for (const { id, stderr } of unlike) tell(`no calculation for ${id ?? 'no id'}:\n${stderr}`);
    const done = cases.filter((_, index) => ran.has(index));
    // One more: the exchange that was measured.
    const submissions = done.length + 1;
    const kinds: Record<string, number> = {};
    for (const { kind } of done) kinds[kind] = (kinds[kind] ?? 0) + 1;
    const duplicates = [...counted.byToken.values()].reduce((sum, same) => sum + same.length - 1, 0);
    return {
      submissions,
      notBegun: cases.length - done.length,
      cuts: kinds,
      kills: done.filter(({ killAfterMs }) => killAfterMs !== undefined).length,
      resent: said(/sending it again/),
      found: said(/The job had arrived/),
      takenUp: said(/is taken up/),
      // A second calculation has a token of its own where the program did not know of the first.
      duplicates: duplicates + Math.max(0, counted.byToken.size + inWords.length - submissions),
      lost: Math.max(0, submissions - inWords.length - counted.byToken.size),
      givenUpInWords: inWords.length,
      unlike: unlike.length + told.length - new Set(told).size,
      remains: counted.remains,
      openAtEnd: (await openEntries(folder, cases.length)).length,
      seconds: Math.round((Date.now() - startedMs) / 1000),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As small as the engine takes: a scenario of one site. */
async function writeJob(folder: string): Promise<string> {
  const job = join(folder, 'job.ini');
  await writeFile(
    job,
    [
      '[general]',
      'description = Exactly once',
      'calculation_mode = scenario',
      'sites = 13.4 42.3',
      'rupture_model_file = rupture.xml',
      'rupture_mesh_spacing = 5',
      'reference_vs30_value = 760',
      'reference_vs30_type = measured',
      'reference_depth_to_1pt0km_per_sec = 100',
      'reference_depth_to_2pt5km_per_sec = 1',
      'intensity_measure_types = PGA',
      'truncation_level = 0',
      'maximum_distance = 200',
      'gsim = BooreAtkinson2008',
      'number_of_ground_motion_fields = 1',
      'random_seed = 1',
      '',
    ].join('\n'),
  );
  await writeFile(
    join(folder, 'rupture.xml'),
    [
      "<?xml version='1.0' encoding='utf-8'?>",
      '<nrml xmlns:gml="http://www.opengis.net/gml" xmlns="http://openquake.org/xmlns/nrml/0.5">',
      '<simpleFaultRupture><magnitude>6</magnitude><rake>-90</rake>',
      '<hypocenter lon="13.3" lat="42.4" depth="8"/>',
      '<simpleFaultGeometry><gml:LineString><gml:posList>13.2 42.5 13.4 42.4</gml:posList></gml:LineString>',
      '<dip>50</dip><upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>12</lowerSeismoDepth>',
      '</simpleFaultGeometry></simpleFaultRupture></nrml>',
      '',
    ].join('\n'),
  );
  return job;
}

interface Lengths {
  readonly head: number;
  readonly body: number;
  readonly reply: number;
}

/** The head of a submission, as this program sends it: the line, nine headers and the empty line, to a few bytes. */
const ABOUT_HEAD_BYTES = 420;

async function measureExchange(host: string, folder: string, job: string): Promise<Lengths> {
  const proxy = await startFaultProxy(host, () => undefined);
  const { id, stderr } = await start(proxy.url, folder, job, 'measure').ended;
  if (id === undefined) throw new Error(`the job cannot be submitted at all:\n${stderr}`);
  const post = proxy.exchanges.find(({ path }) => path === POST);
  await proxy.close();
  await abortQuietly(host, id);
  const total = post?.forwardedBytes ?? 0;
  return { head: ABOUT_HEAD_BYTES, body: total - ABOUT_HEAD_BYTES, reply: post?.repliedBytes ?? 0 };
}

/** The directory's end of the archive, and what ends the form. */
const LAST_BYTES = 160;

/** At every point of the exchange, as evenly as the number of cuts allows. */
function casesOf({ head, body, reply }: Lengths, { part, cuts, kills }: SoakOptions): Case[] {
  const total = head + body;
  const points = new Map<string, Case>();
  const add = (kind: string, fault: Fault): void => void points.set(JSON.stringify(fault), { kind, fault });
  const spread = (
    kind: string,
    from: number,
    to: number,
    share: number,
    faultAt: (at: number) => Fault,
  ): void => {
    const step = Math.max(1, Math.ceil((to - from) / Math.max(1, cuts * share)));
    for (let at = from; at < to; at += step) add(kind, faultAt(at));
  };
  const inRequest = (at: number): Fault => ({ kind: 'cut-request', afterBytes: at, reset: at % 2 === 0 });
  const inReply = (at: number): Fault => ({ kind: 'cut-reply', afterBytes: at, reset: at % 2 === 0 });
  if (part === 'reply') {
    spread('reply', 0, reply, reply / cuts, inReply);
    return shuffled([...points.values()]);
  }
  // The end of the archive and of the form is where a calculation begins to be possible: with 600 cuts every byte.
  const end = total - Math.min(LAST_BYTES, body);
  spread('request head', 0, head, 0.12, inRequest);
  spread('request body', head, end, 0.2, inRequest);
  spread('last bytes of the body', end, total + 1, 0.28, inRequest);
  spread('reply', 0, reply, 0.4, inReply);
  for (let count = 0; count < Math.min(12, cuts / 8); count += 1) {
    const body502 = `${BAD_GATEWAY.kind === 'answer' ? (BAD_GATEWAY.body ?? '') : ''}<!-- ${count} -->`;
    const forward = count % 3 !== 2;
    const status = [502, 504, 500, 200][count % 4] ?? 502;
    add(`a page instead of the reply`, { ...BAD_GATEWAY, kind: 'answer', status, body: body502, forward });
  }
  add('gone when all was sent', { kind: 'cut-before-reply', when: 'sent' });
  add('gone when it was answered', { kind: 'cut-before-reply', when: 'answered', reset: true });
  const killed = Array.from({ length: kills }, (_, index): Case => {
    // Most while it sends or waits for the answer, some at any moment.
    const fromPost = index % 4 !== 0;
    const killAfterMs = Math.round(Math.random() * (fromPost ? 400 : 2_500));
    return { kind: 'kill -9', fault: undefined, killAfterMs, fromPost };
  });
  return shuffled([...points.values(), ...killed]);
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .toSorted((left, right) => left.order - right.order)
    .map(({ item }) => item);
}

async function runCase(host: string, folder: string, job: string, index: number, one: Case): Promise<Ran> {
  let isFirst = true;
  let posted: () => void = () => undefined;
  const posting = new Promise<void>((resolve) => (posted = resolve));
  const proxy = await startFaultProxy(host, ({ method, path }) => {
    if (method !== 'POST' || path !== POST || !isFirst) return undefined;
    isFirst = false;
    posted();
    return one.fault;
  });
  try {
    let before = '';
    if (one.killAfterMs !== undefined) {
      const run = start(proxy.url, folder, job, String(index));
      if (one.fromPost === true) await Promise.race([run.ended, posting]);
      await Promise.race([run.ended, sleep(one.killAfterMs)]);
      run.kill();
      const killed = await run.ended;
      before = killed.stderr;
      // One that had told its id is over: its user knows.
      if (/Calculation \d+ submitted|is taken up/.test(killed.stderr) && killed.id !== undefined)
        return killed;
    }
    const ran = await start(proxy.url, folder, job, String(index)).ended;
    if (ran.id !== undefined) await abortQuietly(host, ran.id);
    return { ...ran, stderr: `${before}${ran.stderr}` };
  } finally {
    await proxy.close();
  }
}

function start(url: string, folder: string, job: string, name: string) {
  const words = ['--host', url, '--run', job, '--detach', '--patience', '60s', '--no-preflight'];
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: {
      ...process.env,
      HOME: join(folder, 'homes', name),
      OPENQUAKE_DATA_DIR: join(folder, 'homes', name, 'data'),
      OPENQUAKE_CONFIG_DIR: join(folder, 'homes', name, 'config'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), RUN_WITHIN_MS);
  const ended = new Promise<Ran>((resolve) => {
    child.once('close', () => {
      clearTimeout(timer);
      const id = /Calculation (\d+) submitted|calculation (\d+) is taken up/.exec(stderr);
      const told = id?.[1] ?? id?.[2];
      resolve({ id: told === undefined ? undefined : Number(told), stderr });
    });
  });
  return { ended, kill: () => void child.kill('SIGKILL') };
}

async function openEntries(folder: string, count: number): Promise<string[]> {
  const open: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const names = await readdir(join(folder, 'homes', String(index), 'data', 'submissions')).catch(() => []);
    open.push(...names.filter((name) => name.endsWith('.json')));
  }
  return open;
}

/** It has shown what it had to; a server refuses where it has ended or not begun. */
async function abortQuietly(host: string, id: number): Promise<void> {
  await fetch(`${host}/v1/calc/${id}/abort`, { method: 'POST' }).catch(() => undefined);
}
