import { Readable } from 'node:stream';
import { silentDebugLog } from './debug-log.js';
import { createTransport } from './transport.js';

const WITHIN_MS = 10_000;

/**
 * Posts JSON to an address that is no engine server's.
 * @throws Error with the reason, without the address: it may hold a secret.
 */
export async function postJson(url: string, value: unknown): Promise<void> {
  const { origin, pathname, search } = new URL(url);
  const body = Buffer.from(JSON.stringify(value));
  // Not the log of calls: a webhook's path is its password.
  const transport = createTransport({
    baseUrl: origin,
    debugLog: silentDebugLog,
    connectWithinMs: WITHIN_MS,
  });
  try {
    const reply = await transport.send({
      method: 'POST',
      path: `${pathname}${search}`,
      upload: {
        headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
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
