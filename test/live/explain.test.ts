import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oldShell, type Shell } from './shell.js';

/** What --explain prints is run as it is: `openquake --explain ... | sh -e`. */
let shell: Shell;
let id: number;

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version']);
    return true;
  } catch {
    return false;
  }
}

async function runExplained(words: string): Promise<string> {
  const { exit, stdout, stderr } = await shell.sh(`openquake --explain ${words} > script && sh -e script`);
  expect(`${words}: ${exit} ${stderr}`).toMatch(/: 0 /);
  return stdout;
}

describe.runIf(hasCurl())('the curl lines of --explain', () => {
  beforeAll(async () => {
    shell = await oldShell();
    const text = await runExplained(
      `--run $EXAMPLES/scenario/job.ini -p "description=it's a test, number_of_ground_motion_fields=5" --exports csv --export-dir 'my results'`,
    );
    id = Number(/^calculation (\d+)$/m.exec(text)?.[1]);
    expect(text).toContain('"INFO"');
    expect(text).toContain('"outtypes"');
  });

  afterAll(async () => {
    await shell.remove();
  });

  it('ran the job with its parameters, and exported what came out', async () => {
    const { stdout } = await shell.sh(`openquake --lhc --json`);
    const rows = JSON.parse(stdout) as { id: number; status: string; description: string }[];
    expect(rows.find((row) => row.id === id)).toMatchObject({
      status: 'complete',
      description: "it's a test",
    });
    const files = await readdir(join(shell.folder, 'my results'));
    expect(files.some((name) => name.endsWith(`realizations_${id}.csv`))).toBe(true);
  });

  it('tell lists, outputs, log, status and version as the server has them', async () => {
    expect(await runExplained('--lhc')).toContain(`"id": ${id}`);
    const outputs = JSON.parse(await runExplained('--lo -1')) as { id: number; type: string }[];
    const own = JSON.parse((await shell.sh(`openquake --lo ${id} --json`)).stdout) as { id: number }[];
    expect(outputs.map((one) => one.id).toSorted()).toEqual(own.map((one) => one.id).toSorted());
    const log = JSON.parse(await runExplained(`--sl ${id}`)) as unknown[];
    expect(log).toHaveLength(
      (JSON.parse((await shell.sh(`openquake --sl ${id} --json`)).stdout) as unknown[]).length,
    );
    expect(JSON.parse(await runExplained('logs last -f'))).toEqual(log);
    expect(await runExplained('--version')).toMatch(/^\d+\.\d+\.\d+/);
    expect(await runExplained('--make-html-report today')).toContain(`"id": ${id}`);
  });

  it('export one output, all outputs, and the datastore', async () => {
    const outputs = JSON.parse((await shell.sh(`openquake --lo ${id} --json`)).stdout) as {
      id: number;
      type: string;
    }[];
    const realizations = outputs.find(({ type }) => type === 'realizations')?.id ?? 0;
    await runExplained(`--eo ${realizations} one`);
    expect(await readdir(join(shell.folder, 'one'))).toEqual([
      `output-${realizations}-realizations_${id}.csv`,
    ]);
    await runExplained(`--eos ${id} all`);
    expect((await readdir(join(shell.folder, 'all'))).length).toBe(outputs.length);
    await runExplained(`--shc ${id} store`);
    expect(await readdir(join(shell.folder, 'store'))).toEqual([`calc_${id}.hdf5`]);
  });

  it('abort what has ended without harm, and remove', async () => {
    expect(await runExplained(`--abort ${id}`)).toContain('is not running');
    await runExplained(`--dc ${id} -y`);
    expect((await shell.sh(`openquake --lhc`)).stdout).not.toMatch(new RegExp(`^ *${id}\\|`, 'm'));
  });
});
