import { createHash } from 'node:crypto';
import { readlink } from 'node:fs/promises';
import { hostname, platform } from 'node:os';
import { findProcess, ownPid, processExists } from '../process-table.js';

/** One process, named so that it is never taken for another. */
export interface Owner {
  readonly pid: number;
  /** When it began, in the system's words; empty where the system does not tell. */
  readonly began: string;
  /** The machine, or the container, in which `pid` is a number; empty in files of earlier releases. */
  readonly machine: string;
}

/** A home folder may be shared by machines: of a process elsewhere nothing is known. */
export type OwnerState = 'alive' | 'dead' | 'elsewhere';

let self: Promise<Owner> | undefined;
let machine: Promise<string> | undefined;

/** @returns the process that runs this program; asked of the system once. */
export async function thisOwner(): Promise<Owner> {
  self ??= (async () => {
    const [row, here] = await Promise.all([findProcess(ownPid(), platform()), thisMachine()]);
    return { pid: ownPid(), began: row?.began ?? '', machine: here };
  })();
  return self;
}

/** @returns whether that process still runs. */
export async function stateOf(owner: Owner): Promise<OwnerState> {
  return stateWhere(owner, (began) => owner.began === '' || owner.began === began);
}

/**
 * @returns this process as a part of a file name: number, machine, begin; `0` for a begin that is too dear to ask for
 * (every system but Linux starts a program for it) or not told.
 */
export async function ownerMark(): Promise<string> {
  const { pid, began, machine: here } = platform() === 'linux' ? await thisOwner() : await unaskedOwner();
  return `${pid}-${here}-${began === '' ? '0' : digest(began, 8)}`;
}

/** What {@link ownerMark} makes, as a pattern with three groups. */
export const MARK = '(\\d{1,10})-([0-9a-f]{6})-([0-9a-f]{8}|0)';

/** @returns whether the process of a mark still runs. */
export async function stateOfMark(pid: number, where: string, begin: string): Promise<OwnerState> {
  if (begin !== '0') return stateWhere({ pid, machine: where }, (began) => digest(began, 8) === begin);
  if (where !== (await thisMachine())) return 'elsewhere';
  return processExists(pid) === 'no' ? 'dead' : 'alive';
}

async function stateWhere(
  owner: Pick<Owner, 'pid' | 'machine'>,
  isSame: (began: string) => boolean,
): Promise<OwnerState> {
  const me = await thisOwner();
  if (owner.machine !== '' && owner.machine !== me.machine) return 'elsewhere';
  // Without a table of processes (no /proc) the number alone must do.
  if (me.began === '') return processExists(owner.pid) === 'no' ? 'dead' : 'alive';
  const row = await findProcess(owner.pid, platform());
  if (row !== undefined) return isSame(row.began) ? 'alive' : 'dead';
  // Not in the table: dead, or dead and not yet collected, or another user's where /proc hides those.
  return processExists(owner.pid) === 'of another user' ? 'alive' : 'dead';
}

async function unaskedOwner(): Promise<Owner> {
  return { pid: ownPid(), began: '', machine: await thisMachine() };
}

/** Containers on one machine count processes each for themselves; the name of the space tells them apart. */
async function thisMachine(): Promise<string> {
  machine ??= readlink('/proc/self/ns/pid')
    .catch(() => '')
    .then((space) => digest(`${hostname()}\n${space}`, 6));
  return machine;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
