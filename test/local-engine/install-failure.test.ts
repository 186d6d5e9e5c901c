import { describe, expect, it } from 'vitest';
import { failureReason, installFailed } from '../../src/local-engine/install-failure.js';

// Words that pip and uv were seen to say, or that their sources hold.
const CASES = [
  [
    'network',
    `WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/alpha-shapes/
ERROR: Could not find a version that satisfies the requirement alpha_shapes==1.1.1 (from versions: none)
ERROR: No matching distribution found for alpha_shapes==1.1.1`,
  ],
  [
    'network',
    `error: Request failed after 3 retries in 3.6s
  cause: client error (Connect)
  cause: failed to lookup address information: Name or service not known`,
  ],
  [
    'certificate',
    `WARNING: Retrying after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))'
ERROR: No matching distribution found for alpha_shapes==1.1.1`,
  ],
  ['space', 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device'],
  ['permission', "EACCES: permission denied, mkdir '/cache/engines'"],
  [
    'no-wheel',
    `ERROR: Could not find a version that satisfies the requirement fiona==1.10.1 (from versions: 1.8.0)
ERROR: No matching distribution found for fiona==1.10.1`,
  ],
  ['no-venv', 'The virtual environment was not created successfully because ensurepip is not available.'],
  ['unknown', 'ERROR: something else'],
] as const;

describe('failureReason', () => {
  it.each(CASES)('%s', (reason, words) => {
    expect(failureReason(words.split('\n'))).toBe(reason);
  });
});

describe('installFailed', () => {
  const attempt = {
    version: '3.23.5',
    installer: 'pip',
    engines: '/c/engines',
    log: '/c/engines/3.23.5.install.log',
  } as const;

  it('has a message of its own for every reason', () => {
    const messages = CASES.map(
      ([, words]) => installFailed({ ...attempt, lines: words.split('\n') }).message,
    );
    // Two of the cases are the network.
    expect(new Set(messages).size).toBe(CASES.length - 1);
  });

  it('says what the installer said where it cannot tell why, and where the rest is', () => {
    const error = installFailed({ ...attempt, lines: ['ok', 'ERROR: something else', ''] });
    expect(error.message).toContain('pip failed: ERROR: something else.');
    expect(error.hint).toContain(attempt.log);
    expect(error.facts['reason']).toBe('unknown');
    expect(error.exit).toBe('localEngine');
  });
});
