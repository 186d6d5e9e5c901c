import { describe, expect, it } from 'vitest';
import {
  LoginError,
  NotAnEngineError,
  NotFoundError,
  ServerError,
  UnreachableError,
} from '../../src/errors.js';
import { keepContact } from '../../src/services/contact.js';
import { firstLook } from '../../src/services/first-look.js';
import { pollPace } from '../../src/services/poll-pace.js';
import { fastClock } from '../support/test-system.js';

/** Looks that fail so, one after the other, and then find 7. */
async function found(failures: readonly Error[], version: () => Promise<string>): Promise<[unknown, number]> {
  const clock = fastClock();
  const pace = pollPace(clock, { quickestMs: 500 });
  const contact = keepContact(
    clock,
    pace,
    600_000,
    { lost: () => undefined, back: () => undefined },
    undefined,
  );
  let looks = 0;
  const look = async (): Promise<number> => {
    const failure = failures[looks];
    looks += 1;
    if (failure !== undefined) throw failure;
    return 7;
  };
  const result: unknown = await firstLook({ versionNow: version }, contact, look).catch(
    (error: unknown) => error,
  );
  return [result, looks];
}

const foreign = new NotAnEngineError('a page');
const engine = async (): Promise<string> => '3.26.2';

describe('the first look at what is to be followed', () => {
  it('goes on through any number of faults of an engine', async () => {
    const failures = [
      foreign,
      new UnreachableError('cut'),
      new ServerError('a crash', 500),
      foreign,
      foreign,
    ];
    expect(await found(failures, engine)).toEqual([7, 6]);
  });

  it('tells at once what a wrong address answers', async () => {
    const other = async (): Promise<string> => {
      throw new NotAnEngineError('another page');
    };
    expect(await found([foreign], other)).toEqual([foreign, 1]);
  });

  it.each([new NotFoundError('No calculation 7', {}), new LoginError('who?', {})])(
    'tells at once what another look would not mend: %s',
    async (error) => {
      expect(await found([error], engine)).toEqual([error, 1]);
    },
  );
});
