import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { levelRefusal } from '../../src/engine/account-level.js';
import type { HttpReply } from '../../src/http/transport.js';

const ASKED = { baseUrl: 'http://there', what: 'to share calculation 7' };
const REPLY: HttpReply = {
  status: 403,
  headers: {},
  setCookies: [],
  body: Readable.from([]),
  text: async () => Promise.resolve(''),
  drop: async () => Promise.resolve(),
};

describe('an account below level 2', () => {
  it('is told what it needs', () => {
    expect(levelRefusal({ ...REPLY, refusedTo: 'anna' }, ASKED)).toMatchObject({
      kind: 'login',
      message: 'http://there refuses to share calculation 7 to anna.',
      hint: expect.stringContaining('level 2 (advanced)') as string,
      facts: { username: 'anna', reason: 'forbidden' },
    });
  });

  it('is not blamed for an answer to somebody unknown', () => {
    expect(levelRefusal(REPLY, ASKED)).toBeUndefined();
  });
});
