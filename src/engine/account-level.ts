import { LoginError } from '../errors.js';
import type { HttpReply } from '../http/transport.js';
import type { Asked } from './replies.js';

/**
 * Since 3.22 an account has a level (0 view only, 1 simplified, 2 advanced), and sharing and tags are for level 2. What a
 * lower one asks is answered with an empty 403, which is also the answer to who is not logged in.
 * @returns the error for such an answer; undefined for any other.
 */
export function levelRefusal(reply: HttpReply, text: string, asked: Asked): LoginError | undefined {
  if (reply.status !== 403 || text.trim() !== '') return undefined;
  return new LoginError(`${asked.baseUrl} refuses ${asked.what} to this account.`, {
    hint: 'Sharing and tags need an account of level 2 (advanced) on a server with login: openquake whoami tells who you are there, its administrator sets the level.',
    facts: { host: asked.baseUrl, status: reply.status },
  });
}
