import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates } from 'node:tls';
import { diskFault, UsageError } from '../errors.js';

/** How a server proves who it is, and we who we are; paths as they can be opened. */
export interface TlsSettings {
  /** Certificates of authorities that are trusted besides the well-known ones, PEM. */
  readonly caFile?: string | undefined;
  /** Our certificate, PEM, with the chain behind it if any. */
  readonly clientCert?: string | undefined;
  /** Its key, PEM; without one it is looked for in the certificate's file. */
  readonly clientKey?: string | undefined;
  /** Do not look whether the server is who it says. */
  readonly insecure?: boolean | undefined;
}

/** What a TLS connection is opened with. */
export interface TlsOptions {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}

/**
 * Reads the files that settings name.
 * @param extraCaFile `NODE_EXTRA_CA_CERTS`: Node forgets it as soon as an authority is given.
 * @throws UsageError when a file cannot be read, holds nothing of its kind, or key and certificate do not fit.
 */
export function readTls(settings: TlsSettings, extraCaFile?: string): TlsOptions {
  const { caFile, clientCert, clientKey, insecure } = settings;
  const keyFile = clientKey ?? clientCert;
  if (clientKey !== undefined && clientCert === undefined) {
    throw new UsageError('A key without its certificate proves nothing.', {
      hint: 'Add --client-cert FILE.',
    });
  }
  const options: TlsOptions = {
    ...(caFile === undefined ? {} : { ca: authorities(caFile, extraCaFile) }),
    ...(clientCert === undefined ? {} : { cert: pem(clientCert, 'CERTIFICATE', '--client-cert') }),
    ...(clientCert === undefined || keyFile === undefined
      ? {}
      : { key: pem(keyFile, 'PRIVATE KEY', '--client-key') }),
    ...(insecure === true ? { rejectUnauthorized: false } : {}),
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw new UsageError(
      clientCert === undefined
        ? `The certificates in ${caFile ?? ''} cannot be used.`
        : `The client certificate ${clientCert} and the key ${keyFile ?? ''} do not fit together or cannot be used.`,
      { cause, hint: 'Both must be PEM, and the key without a passphrase.' },
    );
  }
  return options;
}

function authorities(caFile: string, extraCaFile: string | undefined): string[] {
  const own = pem(caFile, 'CERTIFICATE', '--ca-file');
  // What the machine's owner trusts anyway; Node warns of an unreadable one itself.
  const extra = extraCaFile === undefined || extraCaFile === '' ? [] : [readOrEmpty(extraCaFile)];
  return [...rootCertificates, ...extra, own];
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function pem(file: string, kind: string, flag: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = diskFault(cause)?.code === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
    throw new UsageError(`${flag} ${file}: ${reason}.`, { cause });
  }
  if (new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(text)) return text;
  throw new UsageError(`${flag} ${file}: there is no ${kind.toLowerCase()} in PEM form in it.`, {
    hint: 'A PEM file has a line -----BEGIN ...-----; openssl turns other forms into it.',
  });
}
