import { Readable } from 'node:stream';
import { silentDebugLog } from './debug-log.js';
import { proxyFor } from './proxy.js';
import { createTransport } from './transport.js';

const WITHIN_MS = 10_000;

/**
 * Posts JSON to an address that is no engine server's, through the proxy that the environment names for it. User and
 * password of the address go along as HTTP knows them.
 * @throws Error with the reason, without the address: it may hold a secret.
 */
export async function postJson(
  url: string,
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { origin, pathname, search, username, password } = new URL(url);
  const body = Buffer.from(JSON.stringify(value));
  // Not the log of calls: a webhook's path is its password.
  const transport = createTransport({
    baseUrl: origin,
    debugLog: silentDebugLog,
    connectWithinMs: WITHIN_MS,
    proxy: proxyFor(origin, env),
  });
  try {
    const reply = await transport.send({
      method: 'POST',
      path: `${pathname}${search}`,
      upload: {
        headers: {
          'content-type': 'application/json',
          'content-length': String(body.length),
          ...(username === '' && password === '' ? {} : { authorization: basic(username, password) }),
        },
        sizeBytes: body.length,
        open: () => Readable.from([body]),
      },
      replyWithinMs: WITHIN_MS,
    });
    await reply.drop();
    if (reply.status < 200 || reply.status > 299) throw new Error(`it answered ${reply.status}`);
  } finally {
    await transport.close();
  }
}

function basic(username: string, password: string): string {
  const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(words).toString('base64')}`;
}
