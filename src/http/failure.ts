import { OpenquakeError, UnreachableError } from '../errors.js';
import { CUT_CODES } from './passing.js';

/** Codes of Node and undici, in the words of somebody who waits for a server. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no machine of that name is known',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no route to that machine',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'it took the call but did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'its answer stalled',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'its answer is shorter than announced',
  UND_ERR_HEADERS_OVERFLOW: 'its answer has more headers than any engine sends',
  HTTPParserError: 'what answers there does not speak HTTP',
};

const TRUST_HINT =
  'If that authority is your own, name its certificate: --ca-file FILE (OPENQUAKE_CA_FILE). --insecure takes any.';
const PLAIN_HINT = 'Write http:// instead of https://, or name the port on which it speaks TLS.';
const CLIENT_CERT_HINT = 'Name yours: --client-cert FILE --client-key FILE; ask its owner for one.';

/** What goes wrong with TLS, and the next step. */
const TLS_FAULTS: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  CERT_HAS_EXPIRED: {
    reason: 'its TLS certificate has expired',
    hint: 'Its administrator must renew it; or is the clock of this machine wrong?',
  },
  CERT_NOT_YET_VALID: {
    reason: 'its TLS certificate is not valid yet',
    hint: 'Is the clock of this machine right?',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { reason: 'its TLS certificate is self-signed', hint: TRUST_HINT },
  SELF_SIGNED_CERT_IN_CHAIN: {
    reason: 'its TLS certificate comes from an unknown authority',
    hint: TRUST_HINT,
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    reason: 'its TLS certificate comes from an unknown authority',
    hint: TRUST_HINT,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    reason: 'its TLS certificate comes from an unknown authority',
    hint: TRUST_HINT,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    reason: 'its TLS certificate comes from an unknown authority',
    hint: TRUST_HINT,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'its TLS certificate is for another name',
    hint: 'Name the host as its certificate does.',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: { reason: 'it does not speak TLS there', hint: PLAIN_HINT },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { reason: 'it does not speak TLS there', hint: PLAIN_HINT },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: {
    reason: 'it wants a client certificate',
    hint: CLIENT_CERT_HINT,
  },
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: {
    reason: 'it does not know the authority of your client certificate',
    hint: CLIENT_CERT_HINT,
  },
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: {
    reason: 'it refuses the TLS connection, perhaps for want of a client certificate',
    hint: CLIENT_CERT_HINT,
  },
};

/** @returns what a code of Node, undici or TLS means in words; undefined for an unknown one. */
export function reasonOf(code: string): string | undefined {
  return TLS_FAULTS[code]?.reason ?? REASONS[code];
}

/** @returns the code of an error, or of the first of several that it gathers. */
export function failureCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // undici wraps the socket's own error, Node gathers one for each address that it tried.
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : error.cause;
  return (inner === undefined ? undefined : failureCode(inner)) ?? code;
}

/**
 * Turns whatever a request threw into an error in the user's words.
 * @param via the proxy on the way, as it may be shown.
 * @returns the abort's own reason when the call was stopped by us, an {@link UnreachableError} otherwise.
 */
export function explainFailure(
  baseUrl: string,
  error: unknown,
  signal: AbortSignal | undefined,
  via?: string,
): Error {
  if (error instanceof OpenquakeError) return error;
  if (signal?.aborted === true) return signal.reason instanceof Error ? signal.reason : new Error('aborted');
  const code = failureCode(error);
  // undici's parser gives its errors a name, but often no code.
  const key = isParserCode(code) ? 'HTTPParserError' : (code ?? (error instanceof Error ? error.name : ''));
  const tls = TLS_FAULTS[key];
  const proxyStatus = via === undefined ? undefined : refusalOfProxy(error);
  const words =
    proxyStatus !== undefined
      ? `the proxy refuses the way there (HTTP ${proxyStatus})`
      : (tls?.reason ?? REASONS[key] ?? (error instanceof Error ? error.message : String(error)));
  return new UnreachableError(
    `Cannot reach ${baseUrl}${via === undefined ? '' : ` through the proxy ${via}`}: ${words}.`,
    {
      cause: error,
      hint:
        proxyStatus === undefined && tls !== undefined
          ? tls.hint
          : via !== undefined
            ? proxyHint(proxyStatus)
            : baseUrl.startsWith('https:') && CUT_CODES.has(key)
              ? CUT_TLS_HINT
              : key === 'HTTPParserError' && baseUrl.startsWith('http:')
                ? TLS_INSTEAD_HINT
                : SERVER_HINT,
      facts: { host: baseUrl, code: code ?? null, ...(via === undefined ? {} : { proxy: via }) },
    },
  );
}

/** TLS 1.3 lets a client in before it looks at its certificate: some servers then hang up without a word. */
const CUT_TLS_HINT = `If it wants to know your certificate: ${CLIENT_CERT_HINT.replace('Name yours: ', '')}`;

/** llhttp, the parser: two lengths, a header without a colon, a chunk whose length is no number ... */
function isParserCode(code: string | undefined): boolean {
  return code?.startsWith('HPE_') === true || code === 'HTTPParserError';
}

const TLS_INSTEAD_HINT =
  'Check the port: an engine server listens on 8800 unless told otherwise. If it speaks TLS there, write https://.';
const SERVER_HINT = 'Check the host and that its engine server runs (on that machine: oq webui start).';

function proxyHint(status: number | undefined): string {
  return status === 407
    ? 'The proxy wants a user and a password: put them into the proxy variable, http://USER:PASSWORD@PROXY.'
    : 'The proxy comes from the environment (HTTP_PROXY, HTTPS_PROXY); name hosts to reach without it in NO_PROXY.';
}

/** undici tells the status with which a proxy refused in words alone. */
function refusalOfProxy(error: unknown): number | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const status =
      /^Proxy response \((\d{3})\)/.exec(inner.message)?.[1] ??
      /^Proxy Authentication Required \((\d{3})\)/.exec(inner.message)?.[1];
    if (status !== undefined) return Number(status);
  }
  return undefined;
}
