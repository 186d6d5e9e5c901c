import { OpenquakeError, UnreachableError } from '../errors.js';

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
  HTTPParserError: 'what answers there does not speak HTTP',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate comes from an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there; try http instead of https',
};

/** @returns what a code of Node, undici or TLS means in words; undefined for an unknown one. */
export function reasonOf(code: string): string | undefined {
  return REASONS[code];
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
 * @returns the abort's own reason when the call was stopped by us, an {@link UnreachableError} otherwise.
 */
export function explainFailure(baseUrl: string, error: unknown, signal: AbortSignal | undefined): Error {
  if (error instanceof OpenquakeError) return error;
  if (signal?.aborted === true) return signal.reason instanceof Error ? signal.reason : new Error('aborted');
  const code = failureCode(error);
  // undici's parser gives its errors a name, but often no code.
  const reason = REASONS[code ?? (error instanceof Error ? error.name : '')];
  const words = reason ?? (error instanceof Error ? error.message : String(error));
  return new UnreachableError(`Cannot reach ${baseUrl}: ${words}.`, {
    cause: error,
    hint: 'Check the host and that its engine server runs (on that machine: oq webui start).',
    facts: { host: baseUrl, code: code ?? null },
  });
}
