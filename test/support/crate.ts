import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CrateCalculation, CrateOutput } from '../../src/results/crate/crate-facts.js';
import { updateCrate } from '../../src/results/crate/update-crate.js';

export const CALCULATION: CrateCalculation = {
  host: 'http://my-host:8800',
  calculationId: 42,
  description: 'A small site',
  mode: 'classical',
  status: 'complete',
  owner: 'anna',
  started: '2026-11-22T15:27:00+00:00',
  ended: '2026-11-22T15:28:00+00:00',
  engineVersion: '3.23.5',
  parameters: new Map([
    ['truncation_level', '3.0'],
    ['poes', '[0.1,0.02]'],
  ]),
  inputs: [{ name: 'job.ini', sizeBytes: 10, sha256: 'a'.repeat(64) }],
  inputsAre: 'as-sent',
};

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** @returns the facts of a file of this content. */
export function outputOf(name: string, content: string, type = 'hcurves-stats'): CrateOutput {
  return {
    name,
    sizeBytes: Buffer.byteLength(content),
    sha256: sha256(content),
    type,
    outputId: 13,
    exported: '2026-11-22T16:00:00+00:00',
  };
}

/** Writes files and the description of them, as an export would. */
export async function writeExport(
  folder: string,
  files: Readonly<Record<string, string>>,
  calculation: CrateCalculation = CALCULATION,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const outputs = Object.entries(files).map(([name, content]) => outputOf(name, content));
  await updateCrate(folder, { calculation, outputs, clientVersion: '0.1.0' });
}
