import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { parseHost } from '../../src/http/base-url.js';

describe('parseHost', () => {
  it.each([
    ['my-host', 'http://my-host:8800'],
    [' my-host ', 'http://my-host:8800'],
    ['MY-HOST', 'http://my-host:8800'],
    ['my_host', 'http://my_host:8800'],
    ['my-host:9000', 'http://my-host:9000'],
    ['my-host:80', 'http://my-host'],
    ['my-host:', 'http://my-host:8800'],
    ['my-host/', 'http://my-host:8800'],
    ['my-host/engine/', 'http://my-host:8800/engine'],
    ['my-host:9000/engine', 'http://my-host:9000/engine'],
    ['10.0.0.7', 'http://10.0.0.7:8800'],
    ['::1', 'http://[::1]:8800'],
    ['[::1]', 'http://[::1]:8800'],
    ['[::1]:9000', 'http://[::1]:9000'],
    ['2001:db8::7', 'http://[2001:db8::7]:8800'],
    ['http://my-host', 'http://my-host'],
    ['http://my-host:8800/', 'http://my-host:8800'],
    ['http://my-host:8800//', 'http://my-host:8800'],
    ['HTTPS://my-host/engine/', 'https://my-host/engine'],
    ['https://my-host:443', 'https://my-host'],
    ['https://my-host:8443/a/b', 'https://my-host:8443/a/b'],
    ['http://[::1]:8800', 'http://[::1]:8800'],
  ])('reads %s as %s', (typed, url) => {
    expect(parseHost(typed)).toBe(url);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['http://', 'not a host'],
    ['a b', 'not a host'],
    ['my-host:99999', 'not a host'],
    ['//my-host:9000', 'not a host'],
    ['http:/my-host:9000', 'not a host'],
    ['https:', 'not a host'],
    ['my-host:port', 'not a host'],
    ['fe80::1%eth0', 'not a host'],
    ['ftp://my-host', 'not an http or https address'],
    ['file:///etc/passwd', 'not an http or https address'],
    ['http://my-host/?a=1', 'query'],
    ['my-host#part', 'query or a fragment'],
  ])('refuses %j: %s', (typed, words) => {
    expect(() => parseHost(typed)).toThrow(UsageError);
    expect(() => parseHost(typed)).toThrow(words);
  });

  it('does not repeat a password that was typed into the host', () => {
    for (const typed of ['http://me:hunter2@my-host', 'me:hunter2@my-host:8800', 'me@my-host']) {
      try {
        parseHost(typed);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as Error).message).not.toContain('hunter2');
      }
    }
  });

  it('gives an address that it reads as the same address again', () => {
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
    const path = fc.constantFrom('', '/', '/engine', '/a/b/');
    const scheme = fc.constantFrom('', 'http://', 'https://');
    fc.assert(
      fc.property(scheme, fc.domain(), port, path, (before, host, number, after) => {
        const once = parseHost(`${before}${host}${number === undefined ? '' : `:${number}`}${after}`);
        expect(parseHost(once)).toBe(once);
        expect(once).not.toMatch(/\/$/);
        if (number !== undefined)
          expect(Number(new URL(once).port || (once.startsWith('https') ? 443 : 80))).toBe(number);
      }),
    );
  });
});
