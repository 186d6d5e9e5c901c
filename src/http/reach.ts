import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TlsOptions } from './tls.js';

/** A step on the way to a server that was made, or the code and words of what stopped it. */
export type Step<Facts> =
  | ({ readonly ok: true; readonly tookMs: number } & Facts)
  | { readonly ok: false; readonly code: string; readonly message: string };

/** A server's certificate, as a client sees it. */
export interface CertificateFacts {
  /** The names that it is for: of its subject and its alternatives. */
  readonly names: readonly string[];
  readonly issuer: string;
  /** Milliseconds since the epoch; NaN where it cannot be read. */
  readonly validToMs: number;
  /** Why this machine does not trust it; undefined when it does. */
  readonly distrust: string | undefined;
}

/** Looks up a name; an address stays as it is. */
export async function lookUpName(
  name: string,
  withinMs: number,
): Promise<Step<{ readonly addresses: readonly string[] }>> {
  const startedMs = performance.now();
  try {
    const found =
      isIP(name) === 0
        ? (await within(withinMs, lookup(name, { all: true }))).map(({ address }) => address)
        : [name];
    return { ok: true, tookMs: performance.now() - startedMs, addresses: found };
  } catch (error) {
    return failed(error);
  }
}

/** Opens a connection and closes it again. */
export async function tryTcp(host: string, port: number, withinMs: number): Promise<Step<object>> {
  const startedMs = performance.now();
  const socket = connect({ host, port });
  try {
    await within(
      withinMs,
      new Promise<void>((resolve, reject) => {
        socket.once('connect', () => resolve()).once('error', reject);
      }),
    );
    return { ok: true, tookMs: performance.now() - startedMs };
  } catch (error) {
    return failed(error);
  } finally {
    socket.destroy();
  }
}

/**
 * Shakes hands as a TLS client that refuses nothing, to see the certificate whatever is wrong with it. Nothing is sent.
 * @param options what our connections are opened with.
 */
export async function tryTls(
  host: string,
  port: number,
  withinMs: number,
  options: TlsOptions = {},
): Promise<Step<{ readonly certificate: CertificateFacts }>> {
  const startedMs = performance.now();
  const socket = connectTls({
    ...options,
    host,
    port,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  try {
    await within(
      withinMs,
      new Promise<void>((resolve, reject) => {
        socket.once('secureConnect', () => resolve()).once('error', reject);
        socket.once('close', () => reject(new Error('the connection was cut')));
      }),
    );
    const seen = socket.getPeerCertificate();
    const reason: unknown = socket.authorizationError;
    return {
      ok: true,
      tookMs: performance.now() - startedMs,
      certificate: {
        names: namesOf(String(seen.subject.CN), seen.subjectaltname),
        issuer: String(seen.issuer.O ?? seen.issuer.CN),
        validToMs: Date.parse(seen.valid_to),
        distrust: socket.authorized
          ? undefined
          : reason instanceof Error
            ? ((reason as NodeJS.ErrnoException).code ?? reason.message)
            : String(reason),
      },
    };
  } catch (error) {
    return failed(error);
  } finally {
    socket.destroy();
  }
}

/** `DNS:a.example, IP Address:127.0.0.1` */
function namesOf(common: string, alternatives: string | undefined): string[] {
  const others = (alternatives ?? '').split(',').map((name) =>
    name
      .trim()
      .replace(/^[\w ]+:/, '')
      .trim(),
  );
  return [...new Set([...others, common])].filter((name) => name !== '' && name !== 'undefined');
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const stop = new AbortController();
  const late = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => {
      const error: NodeJS.ErrnoException = new Error(`no answer within ${Math.round(ms / 1000)} s`);
      error.code = 'ETIMEDOUT';
      reject(error);
    }, ms);
    stop.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
    // Whoever loses the race may still fail later; nobody waits for it.
    work.catch(() => undefined);
  }
}

function failed(error: unknown): { readonly ok: false; readonly code: string; readonly message: string } {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const message = first instanceof Error ? first.message : String(first);
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  return { ok: false, code, message };
}
