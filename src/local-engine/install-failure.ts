import { LocalEngineError } from '../errors.js';

/** Why an installer gave up, as far as its words tell. */
export type FailureReason =
  | 'network'
  | 'certificate'
  | 'space'
  | 'permission'
  | 'no-wheel'
  | 'no-venv'
  | 'unknown';

/**
 * The words of pip, uv and the system by reason, in the order in which they are asked: pip ends a run without network
 * with "No matching distribution found", so the network comes first. Another program's text is all there is to go by.
 */
const WORDS: readonly (readonly [FailureReason, RegExp])[] = [
  ['space', /No space left on device|ENOSPC|Disk quota exceeded|not enough space on the disk/i],
  ['certificate', /CERTIFICATE_VERIFY_FAILED|certificate verify failed|invalid peer certificate/i],
  [
    'network',
    /NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|ProtocolError|NameResolutionError|Failed to establish a new connection|failed to lookup address|dns error|client error \(Connect\)|error sending request for url|Temporary failure in name resolution|Network is unreachable|operation timed out|Connection (?:refused|reset|aborted|broken)/i,
  ],
  ['no-venv', /ensurepip is not available|No module named '?(?:venv|ensurepip|pip)'?/],
  ['permission', /Permission denied|EACCES|EPERM|Operation not permitted|Read-only file system/i],
  [
    'no-wheel',
    /No matching distribution found|has no wheels|no usable wheels|No solution found|has no source distribution/i,
  ],
];

/** @returns why an installer failed, from the lines that it printed. */
export function failureReason(lines: readonly string[]): FailureReason {
  const text = lines.join('\n');
  return WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'unknown';
}

/** What {@link installFailed} needs to know of the attempt. */
export interface Attempt {
  readonly version: string;
  readonly installer: 'pip' | 'uv';
  readonly engines: string;
  readonly lines: readonly string[];
  readonly log: string;
}

/** @returns one clear message for a failed installation; nothing of it is left but the log that it names. */
export function installFailed(attempt: Attempt): LocalEngineError {
  const reason = failureReason(attempt.lines);
  const { what, hint } = explain(reason, attempt);
  return new LocalEngineError(
    `Engine ${attempt.version} was not installed: ${what} Nothing half-installed is left.`,
    {
      hint: `${hint} What ${attempt.installer} said: ${attempt.log}`,
      facts: { reason, installer: attempt.installer, version: attempt.version, log: attempt.log },
    },
  );
}

function explain(reason: FailureReason, attempt: Attempt): { readonly what: string; readonly hint: string } {
  const server = 'or use another server with --host.';
  switch (reason) {
    case 'network':
      return {
        what: 'the package index cannot be reached, so the network is down, blocked, or needs a proxy.',
        hint: `Check the connection (HTTPS_PROXY and PIP_INDEX_URL are respected by pip, UV_INDEX_URL by uv) and run the command again, ${server}`,
      };
    case 'certificate':
      return {
        what: 'the certificate of the package index is not trusted on this machine.',
        hint: `Name your certificates in SSL_CERT_FILE (and PIP_CERT) and run the command again, ${server}`,
      };
    case 'space':
      return {
        what: `the disk with ${attempt.engines} is full.`,
        hint: `Free some space or point OPENQUAKE_CACHE_DIR at a roomier disk, ${server}`,
      };
    case 'permission':
      return {
        what: `${attempt.engines} cannot be written to.`,
        hint: `Mend its permissions or point OPENQUAKE_CACHE_DIR at a folder of yours, ${server}`,
      };
    case 'no-wheel':
      return {
        what: 'a package that it needs is not offered for this system and this Python.',
        hint: `Linux on x86-64, macOS and Windows are served; elsewhere name an engine of your own with --engine-python, ${server}`,
      };
    case 'no-venv':
      return {
        what: 'this Python cannot make virtual environments with pip in them.',
        hint: `On Debian and Ubuntu install the package python3-venv, or install uv; then run the command again, ${server}`,
      };
    case 'unknown':
      return {
        what: `${attempt.installer} failed: ${lastWords(attempt.lines)}`,
        hint: `Run the command again, name an engine of your own with --engine-python, ${server}`,
      };
  }
}

/** The last line that reports an error, as one sentence. */
function lastWords(lines: readonly string[]): string {
  const spoken = lines.map((line) => line.trim()).filter((line) => line !== '');
  const line = spoken.findLast((text) => /error/i.test(text)) ?? spoken.at(-1) ?? 'it said nothing';
  return line.endsWith('.') ? line : `${line}.`;
}
