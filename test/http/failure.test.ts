import { describe, expect, it } from 'vitest';
import { InterruptedError, NotFoundError, UnreachableError } from '../../src/errors.js';
import { explainFailure, failureCode } from '../../src/http/failure.js';

function coded(code: string, more: ErrorOptions = {}): Error {
  return Object.assign(new Error(`raw ${code}`, more), { code });
}

describe('failureCode', () => {
  it.each([
    ['its own', coded('ECONNREFUSED'), 'ECONNREFUSED'],
    ['the one beneath', coded('UND_ERR_SOCKET', { cause: coded('ECONNRESET') }), 'ECONNRESET'],
    [
      'its own, where what lies beneath has none',
      coded('UND_ERR_SOCKET', { cause: new Error('x') }),
      'UND_ERR_SOCKET',
    ],
    [
      'the first of several addresses',
      new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')], 'all failed'),
      'ECONNREFUSED',
    ],
    ['none', new Error('x'), undefined],
    ['none of what is no error', 'x', undefined],
    ['none where the code is a number', Object.assign(new Error('x'), { code: 20 }), undefined],
  ])('is %s', (_what, error, code) => {
    expect(failureCode(error)).toBe(code);
  });
});

describe('explainFailure', () => {
  const url = 'https://my-host:8800';

  it.each([
    ['ECONNREFUSED', 'nothing listens there'],
    ['ENOTFOUND', 'no machine of that name is known'],
    ['ECONNRESET', 'the connection was cut'],
    ['EHOSTUNREACH', 'no route to that machine'],
    ['UND_ERR_BODY_TIMEOUT', 'its answer stalled'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its TLS certificate is self-signed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS there'],
  ])('puts %s into words', (code, words) => {
    const error = explainFailure(url, coded(code), undefined);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toContain(`Cannot reach ${url}: `);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('raw');
  });

  it('shows the words of an error that it does not know', () => {
    expect(explainFailure(url, new Error('odd thing'), undefined).message).toBe(
      `Cannot reach ${url}: odd thing.`,
    );
    expect(explainFailure(url, 'odd thing', undefined).message).toContain('odd thing');
  });

  it('leaves errors thrown on purpose as they are', () => {
    const error = new NotFoundError('No calculation 7.');
    expect(explainFailure(url, error, AbortSignal.abort(new Error('x')))).toBe(error);
  });

  it('is the reason of the stop, when we stopped it', () => {
    const stop = new InterruptedError('Interrupted.', 'SIGTERM');
    expect(explainFailure(url, coded('UND_ERR_ABORTED'), AbortSignal.abort(stop))).toBe(stop);
  });
});
