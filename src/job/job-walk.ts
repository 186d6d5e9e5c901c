import { access, constants } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { InputFault } from '../errors.js';
import { type Found, JobDisk } from './job-disk.js';
import type { JobParameter, NamedBy, UnpackedInput } from './job-inputs.js';
import { placeInValue } from './job-parameters.js';
import { foldersLeftAgain } from './path-names.js';

/** How a file came into the job: from the job file to the place that names it. */
export type Chain = readonly NamedBy[];

/** A file of the job that exists. */
export interface WalkedFile {
  readonly found: Found;
  readonly chain: Chain;
  readonly listedByEngine: boolean;
}

/** What a branch of a GSIM logic tree says, TOML or a name. */
export interface GsimModel {
  readonly text: string;
  /** @returns the chain of what stands at an offset of the text. */
  readonly chainAt: (offset: number) => Chain;
}

/** Faults and warnings after which no like name is looked for any more. */
const MOST_SUGGESTED = 300;

/** The state of one walk: the disk as the job sees it, what was found, and everything that is wrong. */
export class JobWalk {
  readonly disk = new JobDisk();
  readonly faults: InputFault[] = [];
  readonly warnings: InputFault[] = [];
  /** Those of the warnings that tell of a source model that does not exist. */
  readonly missingModels: InputFault[] = [];
  readonly leftToServer: UnpackedInput[] = [];
  /** The models of the GSIM logic trees, for whoever looks at their names. */
  readonly gsimModels: GsimModel[] = [];
  readonly #files = new Map<string, WalkedFile>();

  /**
   * @param base absolute directory of the job file.
   * @param typed the path of the job file as the user typed it.
   */
  constructor(
    readonly base: string,
    readonly typed: string,
  ) {}

  /** Whether a like name is worth looking for: who has so many faults has moved a folder, and the search costs minutes. */
  get suggests(): boolean {
    return this.faults.length + this.warnings.length < MOST_SUGGESTED;
  }

  get files(): readonly WalkedFile[] {
    return [...this.#files.values()];
  }

  /** @returns a path as the user would type it: from where the job file was typed from. */
  shown(path: string): string {
    return join(dirname(this.typed), relative(this.base, path));
  }

  /** @returns whether the job itself lies in this archive. */
  isWithin(zipPath: string): boolean {
    return `${this.base}${sep}`.startsWith(`${zipPath}${sep}`);
  }

  /** @returns how to speak of a file; of a zip member, with its zip. */
  shownFile({ source, path }: Found): string {
    return source.kind === 'member' ? join(this.shown(source.zipPath), source.member) : this.shown(path);
  }

  /** @returns the chain of a file that is named at `offset` of the value of a parameter. */
  chainAt(parameter: JobParameter, offset: number): readonly [NamedBy] {
    // A parameter of the command line has no place in the job file.
    const file = parameter.line === undefined ? '-p' : this.typed;
    return [{ file, ...placeInValue(parameter, offset), key: parameter.key }];
  }

  /** @returns the chain of the name of a parameter. */
  chainAtKey(parameter: JobParameter): readonly [NamedBy] {
    const { key, line, column } = parameter;
    return [{ file: line === undefined ? '-p' : this.typed, line, column, key }];
  }

  /** Notes a fault at the place that the chain ends in; what lies before it is told in words. */
  fault(chain: Chain, message: string, fix?: string): void {
    this.faults.push(faultAt(chain, message, fix));
  }

  /** Notes what does not stop the job. */
  warn(chain: Chain, message: string, fix?: string): void {
    this.warnings.push(faultAt(chain, message, fix));
  }

  /** Notes a source model that does not exist: a fault only where the calculation reads its sources. */
  missModel(chain: Chain, message: string, fix: string): void {
    const missing = faultAt(chain, message, fix);
    this.warnings.push(missing);
    this.missingModels.push(missing);
  }

  /**
   * Looks for a file that may be missing.
   * @returns undefined where there is none; also, with a fault, where it may not be looked at.
   */
  async look(path: string, chain: Chain): Promise<Found | undefined> {
    try {
      return await this.disk.look(path);
    } catch (error) {
      this.fault(
        chain,
        `${this.shown(path)} cannot be looked at: ${reasonOf(error)}`,
        'check the permissions',
      );
      return undefined;
    }
  }

  /** Adds a file to the job, once; it is the engine's if any of its namings is. */
  async add(found: Found, chain: Chain, listedByEngine = true): Promise<void> {
    const before = this.#files.get(found.path);
    if (before === undefined) await this.#mustBeReadable(found, chain);
    if (before === undefined || (listedByEngine && !before.listedByEngine)) {
      this.#files.set(found.path, { found, chain, listedByEngine });
    }
  }

  /**
   * Adds a file that the server will open by its path as written: `sub/../e.csv` opens only where `sub` exists, so
   * the folder travels too.
   */
  async addAsWritten(path: string, found: Found, chain: Chain, listedByEngine = true): Promise<void> {
    await this.add(found, chain, listedByEngine);
    for (const folder of foldersLeftAgain(path)) {
      const source = { kind: 'directory', path: folder } as const;
      await this.add({ path: folder, source, sizeBytes: 0 }, chain, false);
    }
  }

  /** Notes a file named by an absolute path: the server will look for it on its own disk, so it is not packed. */
  leaveToServer(path: string, chain: Chain): void {
    this.leftToServer.push({ path, chain });
    const message = `${chain.at(-1)?.key ?? ''} names ${path}: the server will look for this path on its own disk`;
    this.warn(chain, message, 'name the file relative to the job, so that it is sent');
  }

  async #mustBeReadable({ path, source }: Found, chain: Chain): Promise<void> {
    if (source.kind === 'member') return;
    await access(source.path, constants.R_OK).catch((error: unknown) => {
      this.fault(chain, `${this.shown(path)} cannot be read: ${reasonOf(error)}`, 'check its permissions');
    });
  }
}

function faultAt(chain: Chain, message: string, fix: string | undefined): InputFault {
  const { file = '', line, column } = chain.at(-1) ?? {};
  const links = chain.slice(0, -1).map((link) => `${link.key} in ${link.file}${lineOf(link)}`);
  const via = links.length === 0 ? '' : `; asked for by ${links.reverse().join(', by ')}`;
  return { file, line, column, message: `${message}${via}`, fix };
}

function lineOf({ line }: NamedBy): string {
  return line === undefined ? '' : `:${line}`;
}

/** @returns what the system says, in a user's words where we have some. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error)) return error.message;
  if (error.code === 'EACCES' || error.code === 'EPERM') return 'permission denied';
  if (error.code === 'ENOENT') return 'no such file';
  return error.message;
}
