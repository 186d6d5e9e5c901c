import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { UnreachableError } from '../errors.js';
import { type AnswerKind, readText } from './read-text.js';
import { headDeadline, headWithinMs } from './head-deadline.js';
import { joinSignals } from '../joined-signal.js';
import type { DebugLog } from './debug-log.js';
import { explainFailure } from './failure.js';
import type { Upload } from './multipart.js';
import { shownProxy } from './proxy.js';
import type { TlsOptions } from './tls.js';

/** One call of the server's API. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Path below the base URL, starting with `/v1/`; every variable part already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** Sent as `multipart/form-data` with a known length. */
  readonly upload?: Upload | undefined;
  /** Milliseconds until the reply's head must be here; exports and submissions take minutes. */
  readonly replyWithinMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sent as the `Cookie` header; never shown. */
  readonly cookie?: string | undefined;
  /** Never repeated on the way, though it is a GET: it changes the server, or its caller repeats it by a rule of his own. */
  readonly once?: boolean | undefined;
  /** How long the text of the answer may be; short unless said. */
  readonly answer?: AnswerKind | undefined;
}

/** The head of a reply, and its body as a stream that must be read or dropped. */
export interface HttpReply {
  readonly status: number;
  /** Lower-case names; the first value where a header came twice. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  /** Every `Set-Cookie` header; never shown. */
  readonly setCookies: readonly string[];
  /**
   * The user whom the server knows and still refuses: told by who asked again, see engine/session.ts. A bare 403 does
   * not say whether it wants a login or refuses one.
   */
  readonly refusedTo?: string | undefined;
  /**
   * The whole body as text; of a page that tells of a failure the beginning.
   * @throws UnreachableError when it breaks off, trickles or is larger than any answer of its kind, see read-text.ts.
   */
  text(): Promise<string>;
  /** Throws the body away. */
  drop(): Promise<void>;
}

/** The only way out of this program. */
export interface Transport {
  /** e.g. `http://my-host:8800`, no trailing slash. */
  readonly baseUrl: string;
  /** Who is logged in, where the server asked for it. */
  readonly user?: string | undefined;
  /** @throws UnreachableError when there is no reply; any status is a reply. Redirects are not followed. */
  send(call: HttpRequest): Promise<HttpReply>;
  close(): Promise<void>;
}

/** What a transport needs from outside. */
export interface TransportOptions {
  readonly baseUrl: string;
  readonly debugLog: DebugLog;
  /** Aborts every call. */
  readonly stopped?: AbortSignal | undefined;
  readonly connectWithinMs?: number | undefined;
  /** Milliseconds of silence within a body after which it is given up; {@link BODY_SILENCE_MS} when left out. */
  readonly bodySilenceMs?: number | undefined;
  /** What any text may take, see read-text.ts. */
  readonly textWithinMs?: number | undefined;
  readonly tls?: TlsOptions | undefined;
  /** See proxy.ts; may hold a password. */
  readonly proxy?: URL | undefined;
}

const CONNECT_WITHIN_MS = 10_000;
/** Silence within a body after which the connection counts as lost. */
const BODY_SILENCE_MS = 120_000;
/** What nobody reads may take this long to go by; then the connection is given up. */
const DROP_WITHIN_MS = 2_000;
/** Most of what is thrown away; an engine's pages are shorter. */
const DROP_BYTES = 64 * 1024;

/**
 * @returns a transport with connections of its own. The agent is ours, never the process-wide one, so that nothing
 * else in the process can change how we talk.
 */
export function createTransport(options: TransportOptions): Transport {
  const agent = createAgent(options);
  const via = options.proxy === undefined ? undefined : shownProxy(options.proxy);
  return {
    baseUrl: options.baseUrl,
    // Not agent.close(): that waits for answers that nobody reads any more, perhaps for ever.
    close: async () => agent.destroy(),
    async send(call) {
      const url = new URL(`${options.baseUrl}${call.path}`);
      for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
      const { signal, release } = joinSignals(call.signal, options.stopped);
      const startedMs = performance.now();
      const deadline = headDeadline(call, signal);
      try {
        signal?.throwIfAborted();
        const reply = await request(url, {
          method: call.method,
          dispatcher: agent,
          headersTimeout: headWithinMs(call),
          bodyTimeout: options.bodySilenceMs ?? BODY_SILENCE_MS,
          signal: deadline.signal,
          ...payload(call, () => deadline.start()),
        });
        deadline.met(reply.body);
        reply.body.once('close', release);
        options.debugLog(call.method, url, reply.statusCode, performance.now() - startedMs);
        refusePacked(options.baseUrl, reply);
        return toReply(options, call, reply, signal, via);
      } catch (error) {
        deadline.met(undefined);
        release();
        options.debugLog(call.method, url, undefined, performance.now() - startedMs);
        throw explainFailure(options.baseUrl, error, signal, via);
      }
    },
  };
}

/** One agent for each way: straight, or through the one proxy that this server is behind. */
function createAgent(options: TransportOptions): Dispatcher {
  const timeout = options.connectWithinMs ?? CONNECT_WITHIN_MS;
  const tls = options.tls ?? {};
  if (options.proxy === undefined) return new Agent({ connect: { timeout, ...tls } });
  return new ProxyAgent({
    uri: options.proxy.href,
    // Plain http is handed to the proxy as a request: many allow a tunnel to port 443 alone.
    proxyTunnel: false,
    requestTls: { timeout, ...tls },
    // The proxy's own certificate may come from the same authority; ours is not for its eyes.
    proxyTls: { timeout, ...(tls.ca === undefined ? {} : { ca: tls.ca }) },
  });
}

function payload(
  call: HttpRequest,
  onSent: () => void,
): { headers: Record<string, string>; body?: string | Readable } {
  // Crash pages become plain text, and JSON endpoints do not care.
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    // A status or a log of a minute ago is worse than none.
    'cache-control': 'no-cache',
    'x-requested-with': 'XMLHttpRequest',
    ...(call.cookie === undefined ? {} : { cookie: call.cookie }),
  };
  if (call.upload !== undefined) {
    return { headers: { ...headers, ...call.upload.headers }, body: call.upload.open().once('end', onSent) };
  }
  if (call.form !== undefined) {
    const contentType = 'application/x-www-form-urlencoded';
    return {
      headers: { ...headers, 'content-type': contentType },
      body: new URLSearchParams(call.form).toString(),
    };
  }
  return { headers };
}

function toReply(
  options: TransportOptions,
  call: HttpRequest,
  reply: Dispatcher.ResponseData,
  signal: AbortSignal | undefined,
  via: string | undefined,
): HttpReply {
  const { baseUrl } = options;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(reply.headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) headers[name.toLowerCase()] = first;
  }
  const cookies = reply.headers['set-cookie'] ?? [];
  return {
    status: reply.statusCode,
    headers,
    setCookies: typeof cookies === 'string' ? [cookies] : cookies,
    body: reply.body,
    drop: async () => dropBody(reply),
    async text() {
      const isFailure = reply.statusCode < 200 || reply.statusCode > 299;
      const graceMs = options.textWithinMs;
      try {
        return await readText(reply.body, baseUrl, { kind: call.answer ?? 'short', isFailure, graceMs });
      } catch (error) {
        throw explainFailure(baseUrl, error, signal, via);
      }
    },
  };
}

/** What was not to be read is no reason to fail, nor to wait. */
async function dropBody({ body }: Dispatcher.ResponseData): Promise<void> {
  const dropping = body.dump({ limit: DROP_BYTES, signal: AbortSignal.timeout(DROP_WITHIN_MS) });
  await dropping.catch(() => undefined);
}

/**
 * We ask for no packing, and an engine packs nothing by itself. What comes packed all the same is not unpacked: a
 * megabyte may hold a thousand.
 */
function refusePacked(baseUrl: string, reply: Dispatcher.ResponseData): void {
  const packing = [reply.headers['content-encoding'] ?? ''].flat().join(', ');
  if (packing === '' || packing.toLowerCase() === 'identity') return;
  reply.body.on('error', () => undefined).destroy();
  throw new UnreachableError(
    `${baseUrl} answered packed as "${packing.slice(0, 40)}" (HTTP ${reply.statusCode}), which nobody asked for.`,
    {
      hint: 'A proxy in front may do so: its administrator can turn that off (nginx: gzip off).',
      facts: { host: baseUrl, status: reply.statusCode },
    },
  );
}
