import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate and its key, as files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority of a test's own, made with openssl in a folder. */
export interface Authority {
  readonly file: string;
  /** @param names as openssl's subjectAltName wants them, e.g. `DNS:localhost,IP:127.0.0.1`. */
  sign(name: string, names: string, days?: number): Promise<Certificate>;
}

/** Makes an authority; nothing of it outlives the folder. */
export async function makeAuthority(folder: string, name = 'authority'): Promise<Authority> {
  const cert = join(folder, `${name}.pem`);
  const key = join(folder, `${name}.key`);
  await run('openssl', [
    ...NEW_KEY,
    '-x509',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    '-subj',
    `/CN=${name}`,
  ]);
  return {
    file: cert,
    async sign(subject, names, days = 2) {
      const own = join(folder, `${subject}.pem`);
      const ownKey = join(folder, `${subject}.key`);
      const request = join(folder, `${subject}.csr`);
      const extensions = join(folder, `${subject}.ext`);
      await writeFile(extensions, `subjectAltName=${names}\n`);
      await run('openssl', [...NEW_KEY, '-keyout', ownKey, '-out', request, '-subj', `/CN=${subject}`]);
      await run('openssl', [
        ...['x509', '-req', '-in', request, '-CA', cert, '-CAkey', key, '-CAcreateserial', '-out', own],
        ...['-days', String(days), '-extfile', extensions],
      ]);
      return { cert: own, key: ownKey };
    },
  };
}

/** Elliptic curves: a key takes milliseconds. */
const NEW_KEY = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
