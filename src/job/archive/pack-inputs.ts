import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { deflateBlock, deflateWhole, isCompressed, paysOff } from './deflate.js';
import { type Block, InputReader, isSmall } from './input-content.js';
import type { JobInput } from '../job-inputs.js';
import { OrderedWork } from './ordered-work.js';
import type { ZipMethod } from './zip-records.js';
import type { EntryWriter, PackedContent, ZipWriter } from './zip-writer.js';

export interface PackOptions {
  /** Contents to pack in place of those on disk, by path. */
  readonly replaced: ReadonlyMap<string, Buffer>;
  /** Told how many more bytes of the inputs are in the archive. */
  readonly onBytes: (count: number) => void;
  /** How many blocks may be under way; default: as many as the machine can work on. The bytes are the same. */
  readonly blocksUnderWay?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Beyond this, more blocks only cost memory: Node's pool has four threads unless it is told otherwise. */
const MOST_BLOCKS = 16;
/** So many small files take a few milliseconds; then signals and the live line have their turn. */
const FILES_PER_TURN = 32;

/**
 * Packs files in their order. Small ones are deflated in this thread one after the other, large ones in blocks by the
 * threads of Node's pool; the bytes depend on neither the number of threads nor their speed.
 * @throws InputError where an input cannot be read or changed; Error of the system where nothing can be written.
 */
export async function packInputs(
  inputs: readonly JobInput[],
  zip: ZipWriter,
  options: PackOptions,
): Promise<void> {
  const { signal, onBytes } = options;
  const reader = new InputReader();
  const blocks = options.blocksUnderWay ?? Math.min(availableParallelism() + 2, MOST_BLOCKS);
  const work = new OrderedWork(blocks);
  const add = async (input: JobInput, content: PackedContent): Promise<void> =>
    work.add(Promise.resolve(content), async () => {
      await zip.add(input.name, content);
      onBytes(input.sizeBytes);
    });
  try {
    for (const [index, input] of inputs.entries()) {
      signal?.throwIfAborted();
      if (index % FILES_PER_TURN === 0) await setImmediate();
      const replaced = options.replaced.get(input.path);
      if (input.source.kind === 'directory')
        await work.add(Promise.resolve(), async () => zip.addFolder(input.name));
      else if (replaced !== undefined) await add(input, packWhole(input.name, replaced));
      else if (isSmall(input)) await add(input, packWhole(input.name, reader.readSmall(input)));
      else await packLarge(input, reader.blocks(input), zip, work, options);
    }
    await work.finish();
  } finally {
    await reader.close();
  }
}

/** @returns what owes nothing to the buffer of the content, which others will use. */
function packWhole(name: string, content: Buffer): PackedContent {
  const deflated = isCompressed(name) ? undefined : deflateWhole(content);
  const packed = packedContent(content, deflated, crc32(content));
  return packed.method === 'stored' ? { ...packed, packed: Buffer.from(content) } : packed;
}

function packedContent(content: Buffer, deflated: Buffer | undefined, crc: number): PackedContent {
  const facts = { crc, sizeBytes: content.length };
  return deflated !== undefined && paysOff(content.length, deflated.length)
    ? { ...facts, method: 'deflated', packed: deflated }
    : { ...facts, method: 'stored', packed: content };
}

async function packLarge(
  input: JobInput,
  blocks: AsyncIterable<Block>,
  zip: ZipWriter,
  work: OrderedWork,
  { onBytes, signal }: PackOptions,
): Promise<void> {
  const { name, sizeBytes } = input;
  let method: ZipMethod | undefined = isCompressed(name) ? 'stored' : undefined;
  let entry: EntryWriter | undefined;
  let before: Buffer | undefined;
  let crc = 0;
  for await (const { data, isLast } of blocks) {
    signal?.throwIfAborted();
    crc = crc32(data, crc);
    // Until the first block is deflated, those behind it are deflated in the hope that it pays.
    const deflated = method === 'stored' ? undefined : deflateBlock(data, before, isLast);
    before = data;
    await work.add(Promise.resolve(deflated), async (packed) => {
      if (isLast && entry === undefined) await zip.add(name, packedContent(data, packed, crc));
      else {
        method ??= packed !== undefined && paysOff(data.length, packed.length) ? 'deflated' : 'stored';
        entry ??= await zip.begin(name, method, sizeBytes);
        await entry.write(method === 'deflated' && packed !== undefined ? packed : data);
        if (isLast) await entry.finish(crc);
      }
      onBytes(data.length);
    });
  }
}
