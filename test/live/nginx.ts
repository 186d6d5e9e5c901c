import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choosePorts } from '../../src/local-engine/ports.js';
import type { Certificate } from '../support/certificates.js';

/** nginx with TLS in front of a server; .ci/run installs it where it is missing. */
export interface TlsProxy {
  /** Origin, e.g. `https://localhost:24000`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts nginx in front of a server, with its paths as they are.
 * @param clientAuthority a file: who has no certificate of that authority is refused.
 */
export async function startNginx(
  folder: string,
  target: string,
  { cert, key }: Certificate,
  clientAuthority?: string,
): Promise<TlsProxy> {
  const { web: port } = await choosePorts(undefined, Math.random);
  await mkdir(folder, { recursive: true });
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const client =
    clientAuthority === undefined ? '' : `ssl_client_certificate ${clientAuthority}; ssl_verify_client on;`;
  const config = join(folder, 'nginx.conf');
  await writeFile(
    config,
    `daemon off; master_process off; pid ${join(folder, 'nginx.pid')}; error_log stderr;
events {}
http {
  access_log off; client_max_body_size 0; ${paths.join(' ')}
  server {
    listen 127.0.0.1:${port} ssl; ssl_certificate ${cert}; ssl_certificate_key ${key}; ${client}
    location / {
      proxy_pass ${target}; proxy_read_timeout 600s;
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto https;
    }
  }
}
`,
  );
  const child: ChildProcess = spawn('nginx', ['-c', config, '-p', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
    child.once('close', () => resolve());
  });
  await Promise.race([listening(port), ended.then(() => Promise.reject(new Error(`nginx ended: ${said}`)))]);
  return {
    url: `https://localhost:${port}`,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function listening(port: number): Promise<void> {
  const { connect } = await import('node:net');
  for (;;) {
    const ok = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
