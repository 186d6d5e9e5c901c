import type { Socket } from 'node:net';

/** The head of a message, and how its body ends. */
export interface MessageHead {
  /** With the empty line that ends it. */
  readonly raw: Buffer;
  readonly firstLine: string;
  /** Lower-case names; the last value where a header came twice. */
  readonly headers: ReadonlyMap<string, string>;
}

/** How a body ends: after so many bytes, after its last chunk, or with the connection. */
export type Framing =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' | 'close' };

/** The connection ended within a message. */
export class BrokenOffError extends Error {}

export const NO_BODY: Framing = { kind: 'length', bytes: 0 };

const HIGH_WATER_BYTES = 1024 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');

/** The bytes of a socket, taken as they are wanted; notices at once when the other side leaves. */
export class ByteReader {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(readonly socket: Socket) {
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('end', end).on('close', end);
    socket.on('data', (data) => {
      this.#held.push(data);
      this.#heldBytes += data.length;
      if (this.#heldBytes > HIGH_WATER_BYTES) socket.pause();
      this.#wake();
    });
  }

  /** @returns the next bytes, at most so many; undefined when no more come. */
  async some(most = Number.POSITIVE_INFINITY): Promise<Buffer | undefined> {
    if (!(await this.#hasBytes(1))) return undefined;
    const first = this.#held.shift() ?? Buffer.alloc(0);
    const taken = first.subarray(0, Math.min(first.length, most));
    if (taken.length < first.length) this.#held.unshift(first.subarray(taken.length));
    this.#heldBytes -= taken.length;
    if (this.#heldBytes <= HIGH_WATER_BYTES) this.socket.resume();
    return taken;
  }

  /** @returns the bytes up to and with this mark; undefined when the connection ends before it. */
  async upTo(mark: Buffer): Promise<Buffer | undefined> {
    for (;;) {
      const all = Buffer.concat(this.#held);
      this.#held = all.length === 0 ? [] : [all];
      const place = all.indexOf(mark);
      if (place >= 0) return this.some(place + mark.length);
      if (!(await this.#hasBytes(all.length + 1))) return undefined;
    }
  }

  async #hasBytes(wanted: number): Promise<boolean> {
    while (this.#heldBytes < wanted && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#heldBytes >= wanted;
  }
}

/** @returns the next message's head; undefined when the connection ends before it. */
export async function readHead(reader: ByteReader): Promise<MessageHead | undefined> {
  const raw = await reader.upTo(HEAD_END);
  if (raw === undefined) return undefined;
  const [firstLine = '', ...lines] = raw.toString('latin1').trimEnd().split('\r\n');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { raw, firstLine, headers };
}

/** RFC 9112, 6.3. A request without either header has no body; a reply without either ends with the connection. */
export function framingOf(head: MessageHead, without: Framing): Framing {
  if (head.headers.get('transfer-encoding')?.toLowerCase().endsWith('chunked') === true)
    return { kind: 'chunked' };
  const length = head.headers.get('content-length');
  return length === undefined ? without : { kind: 'length', bytes: Number(length) };
}

/**
 * Hands out a whole message as it came, piece by piece.
 * @throws BrokenOffError when the connection ends within it.
 */
export async function* messagePieces(
  head: MessageHead,
  reader: ByteReader,
  framing: Framing,
): AsyncGenerator<Buffer, void, void> {
  yield head.raw;
  if (framing.kind === 'chunked') {
    for (;;) {
      const line = await reader.upTo(Buffer.from('\r\n'));
      if (line === undefined) throw new BrokenOffError();
      yield line;
      const size = Number.parseInt(line.toString('latin1'), 16);
      // Trailers are of no use here: the last chunk is followed by an empty line.
      yield* exactly(reader, size + 2);
      if (size === 0) return;
    }
  }
  yield* exactly(reader, framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY);
}

async function* exactly(reader: ByteReader, bytes: number): AsyncGenerator<Buffer, void, void> {
  for (let left = bytes; left > 0; ) {
    const piece = await reader.some(left);
    if (piece === undefined && left < Number.POSITIVE_INFINITY) throw new BrokenOffError();
    if (piece === undefined) return;
    left -= piece.length;
    yield piece;
  }
}

/** @returns the body of a whole message, without its chunks' frames. */
export function bodyOf(head: MessageHead, whole: Buffer): Buffer {
  const body = whole.subarray(head.raw.length);
  if (framingOf(head, NO_BODY).kind !== 'chunked') return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

/** @returns the same head for a body of so many bytes. */
export function headWithLength(head: MessageHead, bytes: number): Buffer {
  const kept = head.raw
    .toString('latin1')
    .trimEnd()
    .split('\r\n')
    .filter((line) => !/^(content-length|transfer-encoding):/i.test(line));
  return Buffer.from([...kept, `content-length: ${bytes}`, '', ''].join('\r\n'), 'latin1');
}
