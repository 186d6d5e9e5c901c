import { LoginError } from '../errors.js';
import type { HttpReply } from '../http/transport.js';
import type { Asked } from './replies.js';

/**
 * Since 3.22 an account has a level (0 view only, 1 simplified, 2 advanced), and sharing and tags are for level 2,
 * whoever owns the calculation. What a lower one asks is answered with an empty 403.
 * @returns the error for such an answer to somebody whom the server knows; undefined for any other.
 */
export function levelRefusal(reply: HttpReply, asked: Asked): LoginError | undefined {
  if (reply.refusedTo === undefined) return undefined;
  return new LoginError(`${asked.baseUrl} refuses ${asked.what} to ${reply.refusedTo}.`, {
    hint: 'Sharing and tags need an account of level 2 (advanced): the administrator of the server sets it.',
    facts: {
      host: asked.baseUrl,
      status: reply.status,
      username: reply.refusedTo,
      reason: 'forbidden',
    },
  });
}
