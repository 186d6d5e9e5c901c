import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InputError } from '../../src/errors.js';
import { collectInputs } from '../../src/job/inputs.js';
import { qaTestsData } from './qa-data.js';

/** The engine's own answers, measured with 3.26.2; they lie beside the repository, not in it. */
const CORPUS = process.env['OPENQUAKE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus');

interface Answer {
  readonly ini: string;
  readonly ok: boolean;
  readonly files?: readonly string[];
}

interface JobAnswer extends Answer {
  /** Names in the archive. */
  readonly names?: readonly string[];
  /** The list with a pretended parent, and without the engine's checks of parameters. */
  readonly hc_files?: readonly string[];
  readonly unchecked_files?: readonly string[];
}

interface EdgeAnswer extends Answer {
  readonly case: string;
  readonly note: string;
  readonly files_unchecked?: readonly string[];
}

function answers<Kind extends Answer>(name: string): Kind[] {
  const text = readFileSync(join(CORPUS, name), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Kind);
}

/** What our walk says; `refused` where it names faults. */
async function ask(path: string, top: string): Promise<{ files: string[]; names: string[] } | 'refused'> {
  try {
    const inputs = await collectInputs(path);
    const listed = inputs.files.filter((file) => file.listedByEngine);
    const files = listed.map((file) => relative(top, file.path) || '.');
    const left = inputs.leftToServer.map((file) => file.path);
    return { files: [...files, ...left].sort(), names: listed.map((file) => file.name).sort() };
  } catch (error) {
    if (error instanceof InputError) return 'refused';
    throw error;
  }
}

const sorted = (names: readonly string[] | undefined): string[] | undefined => names?.toSorted();

/** Registered only where the answers are: a test that is skipped would count as failed. */
function compareWithAnswers(): void {
  it('for its own test jobs, with the same names in the archive', { timeout: 300_000 }, async () => {
    const top = qaTestsData();
    const differ: unknown[] = [];
    const jobs = answers<JobAnswer>('jobs.jsonl');
    for (const job of jobs) {
      const expected = sorted(job.ok ? job.files : (job.hc_files ?? job.unchecked_files));
      const ours = await ask(join(top, job.ini), top);
      const wanted = expected === undefined ? 'refused' : { files: expected, names: sorted(job.names) };
      const same =
        ours === 'refused' || wanted === 'refused'
          ? ours === wanted
          : String(ours.files) === String(wanted.files) &&
            (wanted.names === undefined || String(ours.names) === String(wanted.names));
      if (!same) differ.push({ job: job.ini, wanted, ours });
    }
    expect(jobs.length).toBeGreaterThan(0);
    expect(differ).toEqual([]);
  });

  it.each(answers<EdgeAnswer>('edge.jsonl').map((edge) => [edge.case, edge.note, edge] as const))(
    '%s: %s',
    async (_case, _note, edge) => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), 'edge-')));
      onTestFinished(() => {
        rmSync(folder, { recursive: true, force: true });
      });
      cpSync(join(CORPUS, 'edge', edge.case), folder, { recursive: true, verbatimSymlinks: true });
      const ours = await ask(join(folder, edge.ini), folder);
      const files =
        ours === 'refused' ? ours : ours.files.filter((file) => !isAbsolute(file) || existsSync(file));
      if (edge.ok) expect(files).toEqual(sorted(edge.files));
      else if (edge.files_unchecked !== undefined)
        expect(['refused', sorted(edge.files_unchecked)]).toContainEqual(files);
      else expect(files).toBe('refused');
    },
  );
}

describe('the walk finds what the engine finds', () => {
  if (existsSync(CORPUS)) compareWithAnswers();

  it('in every job of the engine, and refuses next to none', { timeout: 300_000 }, async () => {
    const top = qaTestsData();
    const jobs = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ini'),
    );
    const refused: string[] = [];
    for (const job of jobs) if ((await ask(join(top, job), top)) === 'refused') refused.push(job);
    expect(jobs.length).toBeGreaterThan(400);
    // The engine refuses this one too: it names a source model as its logic tree, on purpose.
    expect(refused).toContain(join('classical', 'case_01', 'job_wrong.ini'));
    expect(refused.length).toBeLessThanOrEqual(2);
  });
});
