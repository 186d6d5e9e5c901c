import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { crc32 } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { InputError, type InputFault } from '../../src/errors.js';
import { collectInputs } from '../../src/job/inputs.js';
import type { CollectOptions, JobInputs } from '../../src/job/job-inputs.js';

/** Files by their path in the folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** @returns a new folder with these files, removed when the test ends. */
export function folderOf(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openquake job ')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** What a walk came to, with paths relative to the folder. */
export interface Walked {
  readonly folder: string;
  readonly inputs: JobInputs;
  /** Files of the engine's own list, the job file left out. */
  readonly engine: readonly string[];
  /** Files that we add. */
  readonly extra: readonly string[];
}

/** Walks `job.ini` (or `ini`) in a folder with these files. */
export async function walk(files: Files, options: CollectOptions = {}, ini = 'job.ini'): Promise<Walked> {
  const folder = folderOf(files);
  return walkIn(folder, options, ini);
}

/** Walks a job file in a folder that exists. */
export async function walkIn(folder: string, options: CollectOptions = {}, ini = 'job.ini'): Promise<Walked> {
  const inputs = await collectInputs(ini, { cwd: folder, ...options });
  const named = (listed: boolean): string[] =>
    inputs.files
      .filter((file) => file.listedByEngine === listed && file.path !== inputs.iniPath)
      .map((file) => relative(folder, file.path));
  return { folder, inputs, engine: named(true), extra: named(false) };
}

/** @returns the faults of a job that must be refused. */
export async function faultsOf(files: Files, options: CollectOptions = {}): Promise<readonly InputFault[]> {
  try {
    await walk(files, options);
  } catch (error) {
    if (error instanceof InputError) return error.faults;
    throw error;
  }
  throw new Error('the job was taken, although it should be refused');
}

/** @returns a job file with these lines in one section. */
export function job(...lines: string[]): string {
  return ['[general]', 'calculation_mode = classical', ...lines, ''].join('\n');
}

/** @returns an NRML file. */
export function nrml(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<nrml xmlns="http://openquake.org/xmlns/nrml/0.5">\n${body}\n</nrml>\n`;
}

/** @returns a source model logic tree with one branch for each text. */
export function sourceModelTree(...models: string[]): string {
  const branches = models.map(
    (model, index) =>
      `<logicTreeBranch branchID="b${index}"><uncertaintyModel>${model}</uncertaintyModel><uncertaintyWeight>0.25</uncertaintyWeight></logicTreeBranch>`,
  );
  const set = `<logicTreeBranchSet branchSetID="s" uncertaintyType="sourceModel">\n${branches.join('\n')}\n</logicTreeBranchSet>`;
  return nrml(`<logicTree logicTreeID="t">\n${set}\n</logicTree>`);
}

/** @returns a GSIM logic tree with one branch for each `uncertaintyModel` element's text. */
export function gsimTree(...models: string[]): string {
  return sourceModelTree(...models).replace('"sourceModel"', '"gmpeModel" applyToTectonicRegionType="*"');
}

/** @returns an exposure with this in its `assets`. */
export function exposure(assets: string): string {
  return nrml(
    `<exposureModel id="e" category="buildings">\n<description>d</description>\n${assets}\n</exposureModel>`,
  );
}

/** @returns a zip of stored members; any name goes, the hostile ones too. */
export function zipOf(members: Files): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const [path, data] = [Buffer.from(name), Buffer.from(content)];
    const fields = Buffer.alloc(26);
    // Version 2.0, UTF-8 names, stored, no time.
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x800, 2);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, path, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), fields, tail, path);
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  const count = Object.keys(members).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\u0005\u0006'), end]);
}
