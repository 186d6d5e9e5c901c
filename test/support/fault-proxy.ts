import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultPlan, SeenExchange } from './fault-plan.js';
import {
  bodyOf,
  BrokenOffError,
  ByteReader,
  framingOf,
  headWithLength,
  type MessageHead,
  messagePieces,
  NO_BODY,
  readHead,
} from './http-framing.js';

/** A proxy in front of a server on this machine that breaks what its plan says. */
export interface FaultProxy {
  readonly url: string;
  readonly port: number;
  /** In the order in which they began. */
  readonly exchanges: readonly SeenExchange[];
  /** Cuts every connection and listens no more: whoever calls is refused by the system. */
  leave(): Promise<void>;
  /** Listens again on the same port. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a proxy that hands every byte on as it came, keep-alive included, but for what the plan says.
 * @param target the real server's URL; it may be away, which cuts the client's connection.
 * @param plan is asked once for each request, when its head is here and nothing of it was forwarded.
 */
export async function startFaultProxy(target: string, plan: FaultPlan): Promise<FaultProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const exchanges: SeenExchange[] = [];
  const open = new Set<Connection>();
  const server = createServer((client) => {
    const connection = new Connection(client, hostname, Number(targetPort), plan, exchanges);
    open.add(connection);
    void connection.serve().finally(() => open.delete(connection));
  });
  const leave = async (): Promise<void> => {
    const gone = server.listening
      ? new Promise<void>((resolve) => server.close(() => resolve()))
      : Promise.resolve();
    for (const connection of open) connection.cut(true);
    await gone;
  };
  const port = await listenAt(server, 0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    exchanges,
    leave,
    comeBack: async () => {
      await listenAt(server, port);
    },
    close: leave,
  };
}

async function listenAt(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** One client's connection, and the one to the target behind it. */
class Connection {
  readonly #gone = new AbortController();
  readonly #reader: ByteReader;
  #target: { readonly socket: Socket; readonly reader: ByteReader } | undefined;
  /** The client was cut off, but what the target was sent, it shall have in peace. */
  #targetGoesOn = false;

  constructor(
    readonly client: Socket,
    readonly host: string,
    readonly port: number,
    readonly plan: FaultPlan,
    readonly exchanges: SeenExchange[],
  ) {
    this.#reader = new ByteReader(client);
    const clientLeft = (): void => {
      if (!this.#targetGoesOn) this.cut(false);
    };
    client
      .on('error', () => undefined)
      .on('end', clientLeft)
      .on('close', clientLeft);
  }

  /** Ends both connections; the client sees FIN, or RST when it is to be reset. */
  cut(reset: boolean): void {
    this.#target?.socket.destroy();
    this.#cutClient(reset);
    this.#gone.abort();
  }

  #cutClient(reset: boolean): void {
    if (this.client.destroyed) return;
    if (reset) this.client.resetAndDestroy();
    else this.client.end(() => this.client.destroy());
  }

  /** Carries exchanges until either side leaves. */
  async serve(): Promise<void> {
    for (;;) {
      const head = await readHead(this.#reader);
      if (head === undefined) return;
      const [, path = ''] = head.firstLine.split(' ');
      const planned = { ordinal: this.exchanges.length, method: methodOf(head), path };
      const fault = this.plan(planned);
      const seen: SeenExchange = {
        ...planned,
        fault: fault?.kind,
        forwardedBytes: 0,
        status: 0,
        repliedBytes: 0,
        ended: undefined,
      };
      this.exchanges.push(seen);
      const after = await this.#exchange(head, fault, seen).catch(brokenOff);
      seen.ended = after === 'broken' || this.#gone.signal.aborted ? 'broken' : 'whole';
      if (after !== 'next') {
        this.cut(fault !== undefined && 'reset' in fault && fault.reset);
        return;
      }
    }
  }

  async #exchange(head: MessageHead, fault: Fault | undefined, seen: SeenExchange): Promise<After> {
    if (fault?.kind === 'refuse') return 'broken';
    const request = messagePieces(head, this.#reader, framingOf(head, NO_BODY));
    if (fault?.kind === 'answer' && fault.forward !== true) {
      await concatenated(request);
      return this.#answer(fault, seen);
    }
    const target = this.#openTarget();
    const most = fault?.kind === 'cut-request' ? fault.afterBytes : Number.POSITIVE_INFINITY;
    // Not awaited before the reply: a server may answer before the whole request is here.
    const forwarding = this.#forward(request, target.socket, most, seen).catch((error: unknown) => {
      this.cut(false);
      brokenOff(error);
    });
    if (fault?.kind === 'cut-request') {
      await forwarding;
      return 'broken';
    }
    if (fault?.kind === 'cut-before-reply' && fault.when === 'sent') {
      await forwarding;
      this.#targetGoesOn = true;
      this.#cutClient(fault.reset === true);
    }
    const reply = await this.#readReplyHead(target.reader, seen);
    seen.status = Number(reply.firstLine.split(' ')[1]);
    const isBare = methodOf(head) === 'HEAD' || [204, 304].includes(seen.status);
    const framing = isBare ? NO_BODY : framingOf(reply, { kind: 'close' });
    const pieces = messagePieces(reply, target.reader, framing);
    const after = await this.#reply(reply, pieces, fault, seen);
    await forwarding;
    return after === 'next' && framing.kind === 'close' ? 'close' : after;
  }

  #openTarget(): { readonly socket: Socket; readonly reader: ByteReader } {
    if (this.#target !== undefined && !this.#target.socket.destroyed) return this.#target;
    const socket = connect({ host: this.host, port: this.port });
    socket.on('error', () => undefined);
    const reader = new ByteReader(socket);
    this.#target = { socket, reader };
    return this.#target;
  }

  async #forward(
    request: AsyncIterable<Buffer>,
    socket: Socket,
    most: number,
    seen: SeenExchange,
  ): Promise<void> {
    for await (const piece of request) {
      const part = piece.subarray(0, most - seen.forwardedBytes);
      if (part.length > 0) await write(socket, part);
      seen.forwardedBytes += part.length;
      if (seen.forwardedBytes >= most) return;
    }
  }

  /** @returns the final head: `100 Continue` and its like are handed on here. */
  async #readReplyHead(reader: ByteReader, seen: SeenExchange): Promise<MessageHead> {
    for (;;) {
      const head = await readHead(reader);
      if (head === undefined) throw new BrokenOffError();
      if (!/^HTTP\/1\.1 1\d\d/.test(head.firstLine)) return head;
      await this.#send(head.raw, seen);
    }
  }

  async #reply(
    head: MessageHead,
    pieces: AsyncIterable<Buffer>,
    fault: Fault | undefined,
    seen: SeenExchange,
  ): Promise<After> {
    switch (fault?.kind) {
      case 'cut-before-reply':
        await concatenated(pieces);
        return 'broken';
      case 'answer':
        await concatenated(pieces);
        return this.#answer(fault, seen);
      case 'rewrite': {
        const original = bodyOf(head, await concatenated(pieces));
        const body = Buffer.from(fault.body(original));
        await this.#send(Buffer.concat([headWithLength(head, body.length), body]), seen);
        return 'next';
      }
      case 'truncate': {
        const whole = await concatenated(pieces);
        await this.#send(whole.subarray(0, Math.max(0, whole.length - fault.missingBytes)), seen);
        if (fault.then === 'keep-open') await this.#pause(undefined);
        return 'broken';
      }
      case 'cut-reply':
        for await (const piece of pieces) {
          await this.#send(piece.subarray(0, fault.afterBytes - seen.repliedBytes), seen);
          if (seen.repliedBytes >= fault.afterBytes) return 'broken';
        }
        return 'broken';
      case 'stall':
        return this.#stall(pieces, fault.afterBytes ?? 0, fault.ms, seen);
      case 'slow':
        for await (const piece of pieces) await this.#drip(piece, fault.bytesPerSecond, seen);
        return 'next';
      default:
        for await (const piece of pieces) await this.#send(piece, seen);
        return 'next';
    }
  }

  async #stall(
    pieces: AsyncIterable<Buffer>,
    afterBytes: number,
    ms: number | undefined,
    seen: SeenExchange,
  ): Promise<After> {
    let isDone = false;
    for await (const piece of pieces) {
      const room = afterBytes - seen.repliedBytes;
      if (isDone || piece.length < room) {
        await this.#send(piece, seen);
        continue;
      }
      await this.#send(piece.subarray(0, room), seen);
      await this.#pause(ms);
      isDone = true;
      await this.#send(piece.subarray(room), seen);
    }
    return 'next';
  }

  async #drip(piece: Buffer, bytesPerSecond: number, seen: SeenExchange): Promise<void> {
    const step = Math.max(1, Math.round(bytesPerSecond / 20));
    for (let at = 0; at < piece.length && !this.#gone.signal.aborted; at += step) {
      await this.#send(piece.subarray(at, at + step), seen);
      await this.#pause((step / bytesPerSecond) * 1000);
    }
  }

  async #answer(fault: Extract<Fault, { kind: 'answer' }>, seen: SeenExchange): Promise<After> {
    const body = Buffer.from(fault.body ?? '');
    const headers = { 'content-length': String(body.length), ...fault.headers };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status] ?? 'Odd'}\r\n${lines.join('')}\r\n`;
    await this.#send(Buffer.concat([Buffer.from(head), body]), seen);
    return 'next';
  }

  async #send(bytes: Buffer, seen: SeenExchange): Promise<void> {
    if (bytes.length > 0) await write(this.client, bytes);
    seen.repliedBytes += bytes.length;
  }

  /** Waits so long, for ever when nothing is said, and no longer than the client does. */
  async #pause(ms: number | undefined): Promise<void> {
    const { signal } = this.#gone;
    await sleep(ms ?? 2 ** 31 - 1, undefined, { signal }).catch(() => undefined);
  }
}

/** Written, or not to be written any more: either way there is nothing to wait for. */
async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed || socket.writableEnded) return;
  await new Promise<void>((resolve) => {
    socket.once('close', resolve);
    socket.write(bytes, () => {
      socket.off('close', resolve);
      resolve();
    });
  });
}

async function concatenated(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

function methodOf(head: MessageHead): string {
  return head.firstLine.split(' ')[0] ?? '';
}

/** What may come after an exchange on its connection. */
type After = 'next' | 'close' | 'broken';

/** Either side left: that is what this proxy is there to see. @throws what is a fault of our own. */
function brokenOff(error: unknown): 'broken' {
  if (error instanceof BrokenOffError) return 'broken';
  throw error;
}
