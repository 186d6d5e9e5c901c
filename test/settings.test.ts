import { describe, expect, it } from 'vitest';
import { UsageError } from '../src/errors.js';
import { serverWords } from '../src/global-options.js';
import { readGlobalOptions } from '../src/settings.js';

describe('what every command understands', () => {
  it('is quiet about nothing and patient for a quarter of an hour, unless told otherwise', () => {
    expect(readGlobalOptions({}, {})).toEqual({
      host: undefined,
      hostIsTyped: false,
      profile: undefined,
      profileIsTyped: false,
      insecure: false,
      engineVersion: undefined,
      enginePython: undefined,
      json: false,
      jsonl: false,
      quiet: false,
      noColour: false,
      noCrate: false,
      yes: false,
      inCi: false,
      noKeyring: false,
      inPlace: false,
      noInput: false,
      debug: false,
      onInterrupt: 'detach',
      patienceMs: 900_000,
      notify: [],
    });
  });

  it.each([
    ['host', 'OPENQUAKE_HOST', 'host'],
    ['profile', 'OPENQUAKE_PROFILE', 'profile'],
    ['engineVersion', 'OPENQUAKE_ENGINE_VERSION', 'engineVersion'],
    ['enginePython', 'OPENQUAKE_ENGINE_PYTHON', 'enginePython'],
    ['username', 'OPENQUAKE_USERNAME', 'username'],
    ['passwordFile', 'OPENQUAKE_PASSWORD_FILE', 'passwordFile'],
    ['caFile', 'OPENQUAKE_CA_FILE', 'caFile'],
    ['clientCert', 'OPENQUAKE_CLIENT_CERT', 'clientCert'],
    ['clientKey', 'OPENQUAKE_CLIENT_KEY', 'clientKey'],
  ] as const)('takes %s from the flag before %s', (flag, variable, key) => {
    expect(readGlobalOptions({ [flag]: 'a' }, { [variable]: 'b' })[key]).toBe('a');
    expect(readGlobalOptions({}, { [variable]: 'b' })[key]).toBe('b');
    expect(readGlobalOptions({}, { [variable]: '' })[key]).toBeUndefined();
  });

  it.each(['OPENQUAKE_CONFIG_DIR', 'OPENQUAKE_CACHE_DIR', 'OPENQUAKE_DATA_DIR'])('wants %s whole', (name) => {
    expect(() => readGlobalOptions({}, { [name]: 'here/below' })).toThrow(
      `${name} is a whole path, from the root of the disk, not "here/below".`,
    );
    expect(() => readGlobalOptions({}, { [name]: '' })).not.toThrow();
    expect(() => readGlobalOptions({}, { [name]: '/whole' })).not.toThrow();
  });

  it.each([
    [undefined, false],
    ['', false],
    ['0', false],
    ['false', false],
    ['FALSE', false],
    ['1', true],
    ['true', true],
    ['https://ci.example/', true],
  ])('reads %j as %j where CI systems set it', (value, truth) => {
    expect(readGlobalOptions({}, { CI: value }).inCi).toBe(truth);
    expect(readGlobalOptions({}, { JENKINS_URL: value }).inCi).toBe(truth);
  });

  it.each<[string | undefined, boolean]>([
    [undefined, false],
    ['', false],
    ['0', false],
    ['False', false],
    ['no', false],
    ['off', false],
    ['1', true],
    ['true', true],
    ['YES', true],
    ['on', true],
  ])('reads %j as %j in a switch of its own', (value, truth) => {
    expect(readGlobalOptions({}, { OPENQUAKE_YES: value }).yes).toBe(truth);
    expect(readGlobalOptions({}, { OPENQUAKE_INSECURE: value }).insecure).toBe(truth);
    expect(readGlobalOptions({}, { OPENQUAKE_IN_PLACE: value }).inPlace).toBe(truth);
  });

  it.each([
    ['OPENQUAKE_YES', 'nope', 'OPENQUAKE_YES is 1 or 0, not "nope".'],
    ['OPENQUAKE_NO_KEYRING', 'nope', 'OPENQUAKE_NO_KEYRING is 1 or 0, not "nope".'],
    ['OPENQUAKE_INSECURE', '2', 'OPENQUAKE_INSECURE is 1 or 0, not "2".'],
    ['OPENQUAKE_PATIENCE', 'long', 'OPENQUAKE_PATIENCE takes a duration, not "long".'],
    ['OPENQUAKE_ON_INTERRUPT', 'stop', 'OPENQUAKE_ON_INTERRUPT is detach or abort, not "stop".'],
  ])('does not guess what %s=%s means', (name, value, message) => {
    expect(() => readGlobalOptions({}, { [name]: value })).toThrow(message);
  });

  it.each([
    ['0', 0],
    ['1.5', 1500],
    ['900', 900_000],
    ['20m', 1_200_000],
  ])('has a patience of %s', (text, ms) => {
    expect(readGlobalOptions({ patience: text }, { OPENQUAKE_PATIENCE: '7' }).patienceMs).toBe(ms);
    expect(readGlobalOptions({}, { OPENQUAKE_PATIENCE: text }).patienceMs).toBe(ms);
  });

  it.each([
    [{ OPENQUAKE_PATIENCE: 'long' }],
    [{ OPENQUAKE_PATIENCE: '-1' }],
    [{ OPENQUAKE_ON_INTERRUPT: 'explode' }],
  ])('refuses %j', (env) => {
    expect(() => readGlobalOptions({}, env)).toThrow(UsageError);
  });

  it('repeats the server in commands only where it was typed', () => {
    const words = (flags: Record<string, unknown>, env: Record<string, string> = {}): string =>
      serverWords(readGlobalOptions(flags, env));
    expect(words({ host: 'h' })).toBe('--host h');
    expect(words({ profile: 'p' }, { OPENQUAKE_HOST: 'h' })).toBe('--profile p');
    expect(words({ host: 'h', profile: 'p' })).toBe('--host h');
    expect(words({}, { OPENQUAKE_HOST: 'h', OPENQUAKE_PROFILE: 'p' })).toBe('');
  });
});
