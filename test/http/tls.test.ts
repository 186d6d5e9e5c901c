import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { readTls, type TlsSettings } from '../../src/http/tls.js';
import { createTransport } from '../../src/http/transport.js';
import { type Certificate, makeAuthority } from '../support/certificates.js';
import { rejection } from '../support/engine-at.js';
import { closeLater, listen } from '../support/listen.js';
import { withFolder } from '../support/with-stub.js';

const hello: RequestListener = (_request, response) => response.end('hello');

async function tlsServer({ cert, key }: Certificate, more: ServerOptions = {}): Promise<string> {
  const options = { cert: await readFile(cert), key: await readFile(key), ...more };
  return `https://localhost:${await listen(createHttpsServer(options, hello))}`;
}

async function ask(baseUrl: string, settings: TlsSettings = {}): Promise<string> {
  const transport = createTransport({ baseUrl, debugLog: silentDebugLog, tls: readTls(settings) });
  closeLater(async () => transport.close());
  return (await transport.send({ method: 'GET', path: '/v1/engine_version' })).text();
}

describe('a server with TLS', () => {
  it('is believed by its own authority, or by everybody who asks for no proof', async () => {
    await withFolder(async (folder) => {
      const ca = await makeAuthority(folder);
      const url = await tlsServer(await ca.sign('server', 'DNS:localhost'));
      expect(await ask(url, { caFile: ca.file })).toBe('hello');
      expect(await ask(url, { insecure: true })).toBe('hello');
      expect(await rejection(ask(url))).toMatchObject({
        exit: 'unreachable',
        message: `Cannot reach ${url}: its TLS certificate comes from an unknown authority.`,
        hint: expect.stringContaining('--ca-file FILE (OPENQUAKE_CA_FILE)') as string,
      });
    });
  });

  it('is told to be another one, or out of date', async () => {
    await withFolder(async (folder) => {
      const ca = await makeAuthority(folder);
      const other = await tlsServer(await ca.sign('other', 'DNS:other.example'));
      expect(await rejection(ask(other, { caFile: ca.file }))).toMatchObject({
        message: `Cannot reach ${other}: its TLS certificate is for another name.`,
      });
      const old = await tlsServer(await ca.sign('old', 'DNS:localhost', 0));
      // "0 days" ends with the second in which it was made.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      expect(await rejection(ask(old, { caFile: ca.file }))).toMatchObject({
        message: `Cannot reach ${old}: its TLS certificate has expired.`,
        hint: expect.stringContaining('clock of this machine') as string,
      });
    });
  });

  it('may want to know us', async () => {
    await withFolder(async (folder) => {
      const ca = await makeAuthority(folder);
      const server = await ca.sign('server', 'DNS:localhost');
      const ann = await ca.sign('ann', 'DNS:ann');
      const url = await tlsServer(server, {
        ca: await readFile(ca.file),
        requestCert: true,
        rejectUnauthorized: true,
      });
      const known = { caFile: ca.file, clientCert: ann.cert, clientKey: ann.key };
      expect(await ask(url, known)).toBe('hello');
      expect(await rejection(ask(url, { caFile: ca.file }))).toMatchObject({
        message: `Cannot reach ${url}: the connection was cut.`,
        hint: expect.stringContaining('--client-cert FILE') as string,
      });
      const both = join(folder, 'both.pem');
      await writeFile(both, (await readFile(ann.cert, 'utf8')) + (await readFile(ann.key, 'utf8')));
      expect(await ask(url, { caFile: ca.file, clientCert: both })).toBe('hello');
    });
  });

  it('may not be one', async () => {
    const port = await listen(createHttpServer(hello));
    expect(await rejection(ask(`https://localhost:${port}`))).toMatchObject({
      message: `Cannot reach https://localhost:${port}: it does not speak TLS there.`,
      hint: expect.stringContaining('http:// instead of https://') as string,
    });
  });
});

describe('files of TLS', () => {
  it('are there, hold what they should, and fit together, or it is the command line that is wrong', async () => {
    await withFolder(async (folder) => {
      const ca = await makeAuthority(folder);
      const ann = await ca.sign('ann', 'DNS:ann');
      const bob = await ca.sign('bob', 'DNS:bob');
      const missing = join(folder, 'missing.pem');
      const faults: readonly (readonly [TlsSettings, string])[] = [
        [{ caFile: missing }, 'there is no such file'],
        [{ caFile: ann.key }, 'there is no certificate in PEM form in it'],
        [{ clientCert: ann.cert, clientKey: bob.key }, 'do not fit together'],
        [{ clientCert: ann.cert }, 'there is no private key in PEM form in it'],
        [{ clientKey: ann.key }, 'A key without its certificate'],
      ];
      for (const [settings, words] of faults) {
        expect(() => readTls(settings)).toThrow(UsageError);
        expect(() => readTls(settings)).toThrow(words);
      }
    });
  });
});
